import { z } from 'zod'
import { limits } from '#domain/limits/limits'
import type { DescribedUpload } from '#domain/uploads/describe-upload.server'
import { describeUpload } from '#domain/uploads/describe-upload.server'
import type { PartUpload } from '#domain/uploads/own-upload.server'
import { makeOwnPartAddress } from '../../web/own-part-address.server'
import type { ApiHouse } from '../endpoint'
import { instant } from './basics'

/** The id of an upload in an address. */
export const uploadParams = z.object({ id: z.string().meta({ format: 'uuid', description: 'Of the upload.' }) })

const partShape = z.object({
  number: z.int().min(1),
  size: z.int().min(1).describe('Bytes; the body has to be just as long.'),
  url: z.url().describe('Takes a PUT of the part’s bytes, without a credential.'),
})

/** An upload in parts as the API tells it. */
export const uploadShape = z.object({
  id: z.uuid(),
  recordingId: z.uuid(),
  status: z.enum(['open', 'completed', 'ended']).describe('`ended`: refused, cancelled or given up.'),
  size: z.int().describe('Bytes of the whole file.'),
  partSize: z.int().describe('Bytes of each part but the last.'),
  partCount: z.int(),
  arrivedParts: z.array(z.int()).describe('Numbers of the parts that are there.'),
  parts: z.array(partShape).max(limits.uploadUrlsMax).describe('The next parts to be sent; ask again for those after them.'),
  urlsExpireAt: instant,
  expiresAt: instant.describe('When the upload is given up, unless all of it has arrived.'),
}).meta({ id: 'Upload' })

export async function loadUpload(house: ApiHouse, upload: PartUpload): Promise<z.input<typeof uploadShape>> {
  const tools = { store: house.store, ownAddress: makeOwnPartAddress(house) }
  return toUploadJson(await describeUpload(tools, upload), house.config.publicUrl)
}

function toUploadJson(upload: DescribedUpload, publicUrl: string): z.input<typeof uploadShape> {
  const { id, recordingId, state, bytes, partBytes, partCount, arrived, parts, urlsExpireAt, expiresAt } = upload
  return {
    id, recordingId, status: state, size: bytes, partSize: partBytes, partCount, arrivedParts: arrived,
    parts: parts.map((part) => ({ number: part.number, size: part.bytes, url: new URL(part.url, publicUrl).href })),
    urlsExpireAt: urlsExpireAt.toISOString(), expiresAt: expiresAt.toISOString(),
  }
}
