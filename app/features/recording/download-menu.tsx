import { ChevronDown, Download } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { buttonStyle } from '~/ui/button-style'
import { Menu } from '~/ui/menu'
import { paths } from '~/web/paths'
import type { ShownRecording } from './recording-loader.server'

/** The transcript in every format, and the file as it came. */
export function DownloadMenu(
  { recording: { id, status, hasAudio }, hasChapters }: { recording: ShownRecording; hasChapters: boolean },
) {
  const t = useTranslations('recording.downloads')
  const transcripts = status !== 'done' ? [] : [
    { href: paths.transcript(id, 'txt'), text: t('txt') },
    { href: paths.transcript(id, 'txt', { times: 1 }), text: t('txtTimes') },
    { href: paths.transcript(id, 'srt'), text: t('srt') },
    { href: paths.transcript(id, 'vtt'), text: t('vtt') },
    { href: paths.transcript(id, 'json'), text: t('json') },
    ...(hasChapters ? [{ href: paths.chapters(id), text: t('chapters') }] : []),
  ]
  const audio = hasAudio ? [{ href: paths.recordingAudio(id, { download: 1 }), text: t('audio') }] : []
  const files = [...transcripts, ...audio]
  if (files.length === 0) return null
  return (
    <Menu
      align="start"
      triggerClassName={buttonStyle('primary', 'small', 'hover:bg-accent-strong')}
      trigger={(
        <>
          <Download aria-hidden="true" className="size-4" />
          {t('label')}
          <ChevronDown aria-hidden="true" className="size-4" />
        </>
      )}
    >
      <ul>
        {files.map(({ href, text }) => (
          <li key={href}>
            <a href={href} download className="block rounded-control px-3 py-2.5 hover:bg-raised">{text}</a>
          </li>
        ))}
      </ul>
    </Menu>
  )
}
