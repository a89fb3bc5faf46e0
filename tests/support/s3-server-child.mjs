import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import S3rver from 's3rver'
import S3Error from 's3rver/lib/models/error.js'
import { isSignedBy } from './s3-presigned.mjs'

const [, , directory, bucket] = process.argv
const server = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory,
  // Without it the server takes the part of the host name before the first dot for a bucket.
  vhostBuckets: false,
  configureBuckets: [{ name: bucket }],
})

/** Others tell a thousand at once; so few show whether anybody asks for the rest. */
const uploadsPerPage = 2
const partsPerPage = 2

/** s3rver takes any signature of Version 4 for a good one; signed addresses are looked at here. */
async function signedAddresses(ctx, next) {
  if (ctx.method !== 'OPTIONS' && ctx.query['X-Amz-Signature'] && !isSignedBy('S3RVER', ctx.req)) {
    throw new S3Error('SignatureDoesNotMatch', 'The signature is of another request.')
  }
  await next()
}

/** Those that are there, in order; only the whole number of a part is the name of its file. */
async function partsOf(folder) {
  const numbers = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b)
  return Promise.all(numbers.map(async (PartNumber) => {
    const { size, mtime } = await stat(join(folder, `${PartNumber}`))
    const ETag = await readFile(join(folder, `${PartNumber}.md5`), 'utf8').catch(() => '')
    return { PartNumber, Size: size, LastModified: mtime.toISOString(), ETag: `"${ETag}"` }
  }))
}

/**
 * s3rver keeps the parts of unfinished uploads, but has no call to list them, those of one, or to give them up, and it takes
 * parts of uploads that are over. These are what is missing.
 */
async function unfinishedUploads(ctx, next) {
  const asked = ctx.path.split('/')[1] || bucket
  const folder = server.store.getResourcePath(asked, undefined, 'uploads')
  const own = ctx.query.uploadId && join(folder, basename(ctx.query.uploadId))
  if (own && !(await stat(own).catch(() => null))) {
    throw new S3Error('NoSuchUpload', 'The specified upload does not exist.')
  }
  if (ctx.method === 'GET' && own) {
    const from = Number(ctx.query['part-number-marker'] ?? 0)
    const rest = (await partsOf(own)).filter(({ PartNumber }) => PartNumber > from)
    const Part = rest.slice(0, partsPerPage)
    const marker = rest.length > Part.length ? { NextPartNumberMarker: Part.at(-1).PartNumber } : {}
    ctx.body = { ListPartsResult: { Bucket: asked, IsTruncated: rest.length > Part.length, ...marker, Part } }
  } else if (ctx.method === 'DELETE' && ctx.query.uploadId) {
    await rm(join(folder, basename(ctx.query.uploadId)), { recursive: true, force: true })
    ctx.status = 204
  } else if (ctx.method === 'GET' && 'uploads' in ctx.query) {
    const ids = (await readdir(folder).catch(() => [])).sort()
    const from = ids.findIndex((id) => id > (ctx.query['upload-id-marker'] ?? ''))
    const page = from < 0 ? [] : ids.slice(from, from + uploadsPerPage)
    const Upload = await Promise.all(page.map(async (UploadId) => ({
      UploadId,
      Key: await readFile(join(folder, UploadId, 'key'), 'utf8'),
      Initiated: (await stat(join(folder, UploadId, 'key'))).mtime.toISOString(),
    })))
    const last = page.at(-1) === ids.at(-1) ? undefined : Upload.at(-1)
    const next = last ? { NextKeyMarker: last.Key, NextUploadIdMarker: last.UploadId } : {}
    ctx.body = { ListMultipartUploadsResult: { Bucket: asked, IsTruncated: last !== undefined, ...next, Upload } }
  } else {
    await next()
  }
}

// After the two that log and that write XML, before the router.
server.middleware.splice(2, 0, signedAddresses, unfinishedUploads)

const { port } = await server.run()
process.send({ port })
// The channel closes when the test process ends, in whatever way: nothing stays behind.
process.on('disconnect', () => process.exit())
