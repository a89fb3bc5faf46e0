import type { LoaderFunctionArgs } from '@remix-run/node'
import { AppError } from '#domain/errors/app-error'
import { getTranscript } from '#domain/recordings/get-transcript.server'
import { getTranslatedTranscript, markStale } from '#domain/translation/get-translated-transcript.server'
import { getSummary } from '#domain/summaries/summaries.server'
import { summaryOfFile } from '#domain/summaries/summary-of-file'
import { attachmentDisposition, downloadFileName } from '#domain/transcripts/file-name'
import { isTranscriptFormat, transcriptFormats, type TranscriptFormat } from '#domain/transcripts/format-transcript'
import { formatChapters } from '#domain/transcripts/format-vtt'
import { formatTxt } from '#domain/transcripts/format-txt'
import { makeTeller } from '~/web/catalogues.server'
import { getLocale } from '~/web/locale.server'
import { requireUser } from '~/web/session.server'

/**
 * The transcript as a file: `transcript.txt`, `.srt`, `.vtt` or `.json`, with its chapters where it has some; `?times=1`
 * puts times into the text. Two that end alike differ in their names. `?in=vi` gives a translation, which says where a line of it is older than its text, and has the
 * summary and the chapters only where they are in that language. `chapters.vtt` is the chapters alone.
 */
export async function serveTranscript(args: LoaderFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const { file = '', id = '' } = args.params
  const { db } = args.context.services
  const query = new URL(args.request.url).searchParams
  const language = query.get('in')
  const written = language ? await getTranslatedTranscript(db, user.id, id, language) : await getTranscript(db, user.id, id)
  const transcript = { ...written, ...summaryOfFile(await getSummary(db, user.id, id), language) }
  const name = language ? `${transcript.title} (${transcript.language})` : transcript.title
  const { t } = makeTeller(await getLocale(args.request, args.context))
  if (file === 'chapters.vtt') {
    if (language && !transcript.summary) throw new AppError('not_found', 'The chapters are not in this language.')
    return download(formatChapters(transcript), 'vtt', `${name} (${t('recording.downloads.names.chapters')})`)
  }
  const format = /^transcript\.(\w+)$/.exec(file)?.[1] ?? ''
  if (!isTranscriptFormat(format)) throw new AppError('not_found', 'There is no such format of a transcript.')
  if (format === 'json') return download(transcriptFormats.json.format(transcript), format, name)
  // What people read says so in their words, as the page does; programs are told by a field.
  const marked = markStale(transcript, t('recording.transcript.stale'))
  if (format === 'txt' && query.get('times') === '1') {
    return download(formatTxt(marked, { times: true }), 'txt', `${name} (${t('recording.downloads.names.times')})`)
  }
  return download(transcriptFormats[format].format(marked), format, name)
}

function download(body: string, format: TranscriptFormat, name: string): Response {
  return new Response(body, {
    headers: {
      'Content-Type': transcriptFormats[format].mimeType,
      'Content-Disposition': attachmentDisposition(downloadFileName(name, format)),
      'Cache-Control': 'private, no-store',
    },
  })
}
