import type { LoaderFunctionArgs } from '@remix-run/node'
import { AppError } from '#domain/errors/app-error'
import { requireRecording } from '#domain/recordings/get-recording.server'
import type { RecordingDetail } from '#domain/recordings/recording'
import { attachmentDisposition, downloadFileName } from '#domain/transcripts/file-name'
import { requireUser } from '~/web/session.server'
import { servedMediaType } from './media-type'
import { serveObject, type ServedObject } from './serve-object.server'

/**
 * The sound of a recording: to be played, the copy that every browser plays where there is one; to be kept, the
 * original.
 */
export async function serveAudio(args: LoaderFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const { services: { db, store }, drained } = args.context
  const recording = await requireRecording(db, user.id, args.params.id ?? '')
  const asDownload = new URL(args.request.url).searchParams.has('download')
  return serveObject(args.request, toServed(recording, asDownload), { store, drained })
}

function toServed(recording: RecordingDetail, asDownload: boolean): ServedObject {
  const { id, title, fileName, objectKey, playbackKey, status } = recording
  if (objectKey === null || status === 'uploading') {
    throw new AppError('object_not_found', 'The audio of this recording is not stored.')
  }
  const copy = asDownload ? null : playbackKey
  const name = downloadFileName(title, /\.([A-Za-z0-9]{1,5})$/.exec(fileName ?? '')?.[1] ?? 'bin')
  const attachment = attachmentDisposition(name)
  return {
    key: copy ?? objectKey,
    // Stored objects never change under their key, and a recording has at most one of each kind.
    etag: `"${recording.sha256 ?? id}${copy === null ? '' : '-playback'}"`,
    contentType: servedMediaType(copy === null ? recording.mediaType : recording.playbackType),
    contentDisposition: asDownload ? attachment : attachment.replace(/^attachment/, 'inline'),
  }
}
