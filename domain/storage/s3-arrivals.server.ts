import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, type Part as S3Part,
  paginateListParts, type S3Client, S3ServiceException, UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { AppError } from '../errors/app-error'
import type { Arrival, Arrivals, Part } from './arrivals'
import { exactBody } from './exact-body.server'
import { requireParts } from './missing-parts'
import type { ObjectStore } from './object-store'
import { makePartPlaces } from './part-places.server'
import { toStorageError } from './s3-errors.server'

export interface S3ArrivalOptions {
  client: S3Client
  /** As senders reach the store, and where that is; null where they do not. */
  outside: { client: S3Client; origin: string } | null
  bucket: string
  /** What asks for encryption at rest. */
  encryption: object
  stat: ObjectStore['stat']
}

const isOver = (error: unknown) => error instanceof S3ServiceException && error.name === 'NoSuchUpload'

/**
 * Multipart uploads to the object's own place, also where there is but one part: unlike a signed PUT of the object, an
 * address of a part is worth nothing once the parts are joined.
 */
export function makeS3Arrivals({ client, outside, bucket, encryption, stat }: S3ArrivalOptions): Arrivals {
  const inPlace = makePartPlaces()
  const at = ({ key, id }: Arrival) => ({ Bucket: bucket, Key: key, UploadId: id })

  async function listParts(arrival: Arrival): Promise<S3Part[] | null> {
    const parts: S3Part[] = []
    try {
      for await (const page of paginateListParts({ client }, at(arrival))) parts.push(...(page.Parts ?? []))
    } catch (error) {
      if (isOver(error)) return null
      throw toStorageError(error)
    }
    return parts
  }

  /** An arrival that is over was joined, if the object is there. */
  async function joinedBefore(key: string, bytes: number) {
    if ((await stat(key))?.bytes === bytes) return { bytes, sha256: null }
    throw new AppError('upload_incomplete', 'This upload is over, and not all of it had arrived: begin another one.')
  }

  async function join(arrival: Arrival, parts: readonly Part[]) {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
    const arrived = await listParts(arrival)
    if (!arrived) return joinedBefore(arrival.key, bytes)
    requireParts(parts, arrived.map(toPart))
    const tags = new Map(arrived.map(({ PartNumber, ETag }) => [PartNumber, ETag]))
    const Parts = parts.map(({ number }) => ({ PartNumber: number, ETag: tags.get(number) }))
    try {
      await client.send(new CompleteMultipartUploadCommand({ ...at(arrival), MultipartUpload: { Parts } }))
    } catch (error) {
      if (isOver(error)) return joinedBefore(arrival.key, bytes)
      throw toStorageError(error)
    }
    return joinedBefore(arrival.key, bytes)
  }

  return {
    origin: outside?.origin ?? null,
    async begin(key, { contentType } = {}) {
      try {
        const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType, ...encryption })
        return { key, id: (await client.send(command)).UploadId! }
      } catch (error) {
        throw toStorageError(error)
      }
    },
    sign(arrival, { number, bytes }, expiresInMs) {
      if (!outside) throw new Error('Nobody but Steno is said to reach this store.')
      const command = new UploadPartCommand({ ...at(arrival), PartNumber: number, ContentLength: bytes })
      // Signed with its length: a body of any other is refused by the store.
      const signableHeaders = new Set(['host', 'content-length'])
      return getSignedUrl(outside.client, command, { expiresIn: Math.ceil(expiresInMs / 1000), signableHeaders })
    },
    async put(arrival, { number, bytes }, body) {
      await inPlace(`${arrival.id}/${number}`, async () => {
        const Body = await wholeOf(exactBody(body, bytes))
        try {
          await client.send(new UploadPartCommand({ ...at(arrival), PartNumber: number, Body }))
        } catch (error) {
          if (isOver(error)) throw new AppError('object_not_found', 'This upload is over.')
          throw toStorageError(error)
        }
      })
    },
    async list(arrival) {
      const parts = (await listParts(arrival)) ?? []
      return parts.map((part) => ({ ...toPart(part), arrivedAt: part.LastModified ?? new Date(0) }))
    },
    join,
    async drop(arrival) {
      try {
        await client.send(new AbortMultipartUploadCommand(at(arrival)))
      } catch (error) {
        if (!isOver(error)) throw toStorageError(error)
      }
    },
  }
}

async function wholeOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function toPart({ PartNumber = 0, Size = 0 }: S3Part): Part {
  return { number: PartNumber, bytes: Size }
}
