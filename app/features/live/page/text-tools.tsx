import { Captions, Check, Copy, Download, Share2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'
import { transcriptText, type LiveTranscript } from '../client/live-transcript'
import { saveFile } from './save-file'

const COPIED_MS = 2_000

interface TextToolsProps {
  transcript: LiveTranscript
  /** The session that others may read along with; null where there is none, or no more. */
  sharedId: string | null
  onCaptions(): void
}

/** What can be done with the words, at any time. */
export function TextTools({ transcript, sharedId, onCaptions }: TextToolsProps) {
  const t = useTranslations('live')
  const [copied, setCopied] = useState(false)
  const text = transcriptText(transcript)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), COPIED_MS)
  }
  const CopyIcon = copied ? Check : Copy
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button type="button" variant="secondary" size="small" disabled={!text} onClick={() => void copy()}>
        <CopyIcon aria-hidden="true" className="size-4" />
        <span aria-live="polite" className="max-sm:sr-only">{copied ? t('copied') : t('copy')}</span>
      </Button>
      <Button
        type="button" variant="secondary" size="small" disabled={!text}
        onClick={() => saveFile(new Blob([`${text}\n`], { type: 'text/plain' }), `${t('unsent.fileName')}.txt`)}
      >
        <Download aria-hidden="true" className="size-4" /><span className="max-sm:sr-only">{t('download')}</span>
      </Button>
      <Button type="button" variant="secondary" size="small" onClick={onCaptions}>
        <Captions aria-hidden="true" className="size-4" /><span className="max-sm:sr-only">{t('captions')}</span>
      </Button>
      {sharedId && (
        <LinkButton to={paths.liveShare(sharedId)} target="_blank" variant="secondary" size="small">
          <Share2 aria-hidden="true" className="size-4" /><span className="max-sm:sr-only">{t('share.label')}</span>
        </LinkButton>
      )}
    </div>
  )
}
