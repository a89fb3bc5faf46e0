import type { LoaderFunctionArgs } from '@remix-run/node'
import { AppError } from '#domain/errors/app-error'
import { getTranscript } from '#domain/recordings/get-transcript.server'
import { getTranslatedTranscript } from '#domain/translation/get-translated-transcript.server'
import { attachmentDisposition, downloadFileName } from '#domain/transcripts/file-name'
import { isTranscriptFormat, transcriptFormats } from '#domain/transcripts/format-transcript'
import { formatTxt } from '#domain/transcripts/format-txt'
import { requireUser } from '~/web/session.server'

/** The transcript as a file: `transcript.txt`, `.srt`, `.vtt` or `.json`; `?times=1` puts times into the text, `?in=vi` gives a translation. */
export async function serveTranscript(args: LoaderFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const format = /^transcript\.(\w+)$/.exec(args.params.file ?? '')?.[1] ?? ''
  if (!isTranscriptFormat(format)) throw new AppError('not_found', 'There is no such format of a transcript.')
  const { db } = args.context.services
  const query = new URL(args.request.url).searchParams
  const language = query.get('in')
  const id = args.params.id ?? ''
  const transcript = language
    ? await getTranslatedTranscript(db, user.id, id, language) : await getTranscript(db, user.id, id)
  const withTimes = format === 'txt' && query.get('times') === '1'
  const body = withTimes ? formatTxt(transcript, { times: true }) : transcriptFormats[format].format(transcript)
  return new Response(body, {
    headers: {
      'Content-Type': transcriptFormats[format].mimeType,
      'Content-Disposition': attachmentDisposition(downloadFileName(language ? `${transcript.title} (${transcript.language})` : transcript.title, format)),
      'Cache-Control': 'private, no-store',
    },
  })
}
