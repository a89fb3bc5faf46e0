import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import S3rver from 's3rver'

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

/** s3rver keeps the parts of unfinished uploads, but has no call to list them or to give them up. These are the two. */
async function unfinishedUploads(ctx, next) {
  const folder = server.store.getResourcePath(bucket, undefined, 'uploads')
  if (ctx.method === 'DELETE' && ctx.query.uploadId) {
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
    ctx.body = { ListMultipartUploadsResult: { Bucket: bucket, IsTruncated: last !== undefined, ...next, Upload } }
  } else {
    await next()
  }
}

// After the two that log and that write XML, before the router.
server.middleware.splice(2, 0, unfinishedUploads)

const { port } = await server.run()
process.send({ port })
// The channel closes when the test process ends, in whatever way: nothing stays behind.
process.on('disconnect', () => process.exit())
