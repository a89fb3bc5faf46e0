import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  paginateListObjectsV2,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { AppError } from '../errors/app-error'
import { requireByteRange } from './byte-range'
import { meterBody } from './metered-body.server'
import { isObjectKey, requireKeyPrefix, requireObjectKey } from './object-key'
import type { ByteRange, ObjectStore, PutOptions, StoredObject } from './object-store'
import { makeS3Arrivals } from './s3-arrivals.server'
import { nothing, rangeHeader, readAnswer } from './s3-answer.server'
import { makeS3Client, s3Patience, seenFromOutside, type S3ClientOptions } from './s3-client.server'
import { isMissingObject, isPastEnd, toStorageError } from './s3-errors.server'

export interface S3StoreOptions extends S3ClientOptions {
  /** Encryption at rest that is asked of the store; `none` for stores that refuse the question. Default: AES256. */
  serverSideEncryption?: 'AES256' | 'aws:kms' | 'none'
}

/** Ten thousand parts of it are more than the largest upload; this many times `partsAtOnce` is a put's memory. */
const partBytes = 8 * 1024 * 1024
const partsAtOnce = 2
/** Written by `check` and hidden from `list`; a space is in no other object's key. */
const probeKey = 'steno check'

/**
 * Objects in an S3 bucket, or in a store that speaks its protocol. Bodies of unknown length go up in parts and appear
 * when the last has arrived; a failure takes the parts away again. Chunks of a body are kept until their part is sent,
 * so a body must not use their memory again.
 */
export function makeS3Store(options: S3StoreOptions): ObjectStore {
  const { bucket, serverSideEncryption = 'AES256' } = options
  const { pauseMs } = { ...s3Patience, ...options.patience }
  const client = makeS3Client(options)
  const readingClient = makeS3Client(options, 'reads')
  const encryption = serverSideEncryption === 'none' ? {} : { ServerSideEncryption: serverSideEncryption }

  async function put(key: string, body: AsyncIterable<Uint8Array>, putOptions: PutOptions = {}) {
    requireObjectKey(key)
    putOptions.signal?.throwIfAborted()
    const metered = meterBody(body, putOptions)
    let bodyFailure: { error: unknown } | null = null
    async function* watched() {
      try {
        yield* metered
      } catch (error) {
        bodyFailure = { error }
        throw error
      }
    }
    const upload = new Upload({
      client,
      params: {
        Bucket: bucket,
        Key: key,
        Body: Readable.from(watched()),
        ContentType: putOptions.contentType,
        ...encryption,
      },
      partSize: partBytes,
      queueSize: partsAtOnce,
    })
    try {
      await upload.done()
    } catch (error) {
      // What the body failed with is the caller's own; only the rest is the store's.
      if (bodyFailure) throw (bodyFailure as { error: unknown }).error
      throw toStorageError(error)
    }
    return metered.total()
  }

  async function read(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array>> {
    requireObjectKey(key)
    if (range) requireByteRange(range)
    if (range && range.start === range.end) {
      if (await statObject(key)) return nothing()
      throw notFound(key)
    }
    try {
      const header = range && rangeHeader(range)
      const answer = await readingClient.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: header }))
      return readAnswer(answer, { range, pauseMs })
    } catch (error) {
      if (isMissingObject(error)) throw notFound(key)
      if (range && isPastEnd(error)) return nothing()
      throw toStorageError(error)
    }
  }

  async function statObject(key: string): Promise<StoredObject | null> {
    requireObjectKey(key)
    try {
      const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
      return { key, bytes: answer.ContentLength ?? 0, modifiedAt: answer.LastModified ?? new Date(0) }
    } catch (error) {
      if (isMissingObject(error)) return null
      throw toStorageError(error)
    }
  }

  async function remove(key: string): Promise<void> {
    requireObjectKey(key)
    await deleteObject(key)
  }

  async function deleteObject(key: string): Promise<void> {
    try {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
    } catch (error) {
      if (!isMissingObject(error)) throw toStorageError(error)
    }
  }

  async function* list(prefix: string): AsyncGenerator<StoredObject> {
    requireKeyPrefix(prefix)
    try {
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
          // What others keep in the same bucket under names of their own is none of ours.
          if (isObjectKey(Key)) yield { key: Key, bytes: Size, modifiedAt: LastModified }
        }
      }
    } catch (error) {
      throw toStorageError(error)
    }
  }

  async function check(): Promise<void> {
    try {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: probeKey, Body: 'ok', ...encryption }))
    } catch (error) {
      throw toStorageError(error)
    }
    await deleteObject(probeKey)
  }

  /** A store tells up to a thousand at once. */
  async function* unfinishedUploads(): AsyncGenerator<MultipartUpload> {
    let from: { KeyMarker?: string; UploadIdMarker?: string } = {}
    for (;;) {
      const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, ...from }))
      yield* page.Uploads ?? []
      if (!page.IsTruncated || !page.NextKeyMarker) return
      from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
    }
  }

  async function sweepLeftovers(olderThanMs: number): Promise<number> {
    let removed = 0
    try {
      for await (const { Key, UploadId, Initiated } of unfinishedUploads()) {
        if (!Key || !isObjectKey(Key) || !Initiated || Date.now() - Initiated.getTime() < olderThanMs) continue
        await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
        removed += 1
      }
    } catch (error) {
      // Some stores cannot list unfinished uploads; they expire them by a rule of the bucket.
      if (!(error instanceof Error && error.name === 'NotImplemented')) throw toStorageError(error)
    }
    return removed
  }

  const arrivals = makeS3Arrivals({ client, outside: seenFromOutside(options), bucket, encryption, stat: statObject })
  return { kind: 's3', arrivals, put, read, stat: statObject, delete: remove, list, check, sweepLeftovers }
}

function notFound(key: string): AppError {
  return new AppError('object_not_found', 'This file is not stored any more.', { params: { key } })
}
