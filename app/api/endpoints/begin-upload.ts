import { z } from 'zod'
import { startUpload } from '#domain/uploads/start-upload.server'
import { paths } from '../../web/paths'
import { makeUploadTools } from '../../web/upload-tools'
import { defineEndpoint } from '../endpoint'
import { aboutFile } from '../shapes/about-file'
import { loadUpload, uploadShape } from '../shapes/upload'

const body = z.strictObject({
  fileName: z.string().min(1, 'A file has a name.'),
  size: z.int().min(0).describe('Bytes of the whole file.'),
  contentType: z.string().max(100, 'This is no media type.').regex(/^[\w.+-]+\/[\w.+-]+$/, 'This is no media type.').optional()
    .describe('What the file is, is judged by its content.'),
  ...aboutFile,
})

export const beginUpload = defineEndpoint({
  method: 'POST',
  path: '/uploads',
  access: 'recordings:write',
  tag: 'Uploads',
  summary: 'Begin an upload in parts',
  description: 'Makes the recording, and answers where the first parts of the file go: straight to the storage where it can be '
    + 'reached, or else to Steno. PUT the bytes of each part to its address, in any order and several at once; then complete '
    + 'the upload.',
  body: { json: body },
  answers: {
    201: { description: 'Parts can be sent.', json: uploadShape, headers: { Location: 'The address of the upload.' } },
  },
  refusals: [
    'no_subscription', 'recordings_used_up', 'minutes_used_up', 'upload_too_large', 'media_empty', 'model_unknown',
    'model_not_installed', 'language_not_installed', 'language_not_in_model', 'conflict', 'not_found', 'storage_unavailable',
    'storage_full',
  ],
  async handle({ house, caller: { userId }, body: { size, ...about } }) {
    // Without an upload key there is no earlier attempt that could have arrived.
    const { upload } = await startUpload(makeUploadTools(house), { ...about, userId, bytes: size })
    const json = await loadUpload(house, upload!)
    return { status: 201, json, headers: { Location: `${paths.api()}/uploads/${json.id}` } }
  },
})
