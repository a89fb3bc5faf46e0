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
const { port } = await server.run()
process.send({ port })
// The channel closes when the test process ends, in whatever way: nothing stays behind.
process.on('disconnect', () => process.exit())
