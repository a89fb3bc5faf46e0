import { openAsBlob } from 'node:fs'
import type { StenoClient } from '../../../client/steno-client'
import type { NewRecording, UploadOptions } from '../../../client/upload-file'

/** Sends a file, which is read while it is sent. The one place that knows how files get to Steno. */
export async function uploadFromDisk(client: StenoClient, path: string, options: UploadOptions): Promise<NewRecording> {
  return client.recordings.upload(await openAsBlob(path), options)
}
