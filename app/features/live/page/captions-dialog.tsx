import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import type { LiveTranscript } from '#domain/live/client/live-transcript'
import type { TranslatedPassages } from '#domain/live/client/live-translations'
import { LiveText } from './live-text'

/** Passages that a screen of large type may need; the rest is in the page. */
const SHOWN_PASSAGES = 12

/** The newest words across the whole screen, to be read from far away. */
export function CaptionsDialog({ transcript, language, translated, onClose }: {
  transcript: LiveTranscript
  language: string | null
  translated: TranslatedPassages
  onClose(): void
}) {
  const t = useTranslations('live')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog} aria-label={t('captions')} onClose={onClose}
      className="m-0 h-dvh max-h-none w-dvw max-w-none overflow-y-auto bg-ground p-6 text-ink sm:p-12"
    >
      <div className="mx-auto flex min-h-full max-w-5xl flex-col justify-end gap-6">
        <Button
          type="button" variant="secondary" size="small" className="fixed top-4 right-4" aria-label={t('closeCaptions')}
          onClick={() => dialog.current?.close()}
        >
          <X aria-hidden="true" className="size-4" />
        </Button>
        {transcript.length === 0 && <p className="text-3xl text-muted">{t('empty')}</p>}
        <LiveText
          transcript={transcript.slice(-SHOWN_PASSAGES)} language={language} translated={translated} size="captions"
        />
      </div>
    </dialog>
  )
}
