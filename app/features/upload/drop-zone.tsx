import { CloudUpload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { classNames } from '~/ui/class-names'

/**
 * Takes files: dropped anywhere on the page, pasted, or chosen by the button, which is what keyboards and readers
 * use.
 */
export function DropZone({ onFiles, disabled }: { onFiles(files: File[]): void; disabled: boolean }) {
  const t = useTranslations('upload.drop')
  const inputRef = useRef<HTMLInputElement>(null)
  const over = useDroppedFiles(disabled ? null : onFiles)
  return (
    <div
      className={classNames(
        'grid justify-items-center gap-3 rounded-card border-2 border-dashed px-6 py-8 text-center sm:py-12',
        'transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-edge bg-ground',
      )}
    >
      <span className="grid size-14 place-items-center rounded-full bg-accent-soft text-accent">
        <CloudUpload aria-hidden="true" className="size-6" />
      </span>
      {/* Nothing is dragged by a finger. */}
      <p className="text-lg font-semibold pointer-coarse:hidden">{over ? t('over') : t('lead')}</p>
      <p className="-my-1 text-muted pointer-coarse:hidden">{t('or')}</p>
      <Button type="button" disabled={disabled} onClick={() => inputRef.current?.click()}>{t('choose')}</Button>
      <input
        ref={inputRef} type="file" multiple hidden tabIndex={-1} aria-hidden="true"
        accept="audio/*,video/*,.amr,.mkv,.opus,.m4a"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // The same file may be chosen again.
          target.value = ''
        }}
      />
    </div>
  )
}

/** Listens on the whole page: a file dropped beside the zone must not open in place of it. */
function useDroppedFiles(onFiles: ((files: File[]) => void) | null): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(onFiles)
  latest.current = onFiles
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(latest.current !== null)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const take = (event: Event, data: DataTransfer | null) => {
      setOver(false)
      if (!data?.types.includes('Files')) return
      event.preventDefault()
      if (data.files.length > 0) latest.current?.([...data.files])
    }
    const onDrop = (event: DragEvent) => take(event, event.dataTransfer)
    const onPaste = (event: ClipboardEvent) => take(event, event.clipboardData)
    document.addEventListener('dragover', onOver)
    document.addEventListener('dragleave', onLeave)
    document.addEventListener('drop', onDrop)
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('dragover', onOver)
      document.removeEventListener('dragleave', onLeave)
      document.removeEventListener('drop', onDrop)
      document.removeEventListener('paste', onPaste)
    }
  }, [])
  return over
}
