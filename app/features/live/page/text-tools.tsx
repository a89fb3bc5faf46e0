import { Captions, Download, Share2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { CopyButton } from '~/ui/copy-button'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'
import { transcriptText, type LiveTranscript } from '#domain/live/client/live-transcript'
import { saveFile } from './save-file'

interface TextToolsProps {
  transcript: LiveTranscript
  /** The session that others may read along with; null where there is none, or no more. */
  sharedId: string | null
  onCaptions(): void
}

/** What can be done with the words, at any time. */
export function TextTools({ transcript, sharedId, onCaptions }: TextToolsProps) {
  const t = useTranslations('live')
  const text = transcriptText(transcript)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <CopyButton text={text} label={t('copy')} copiedLabel={t('copied')} isCompact />
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
