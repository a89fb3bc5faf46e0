import { existsSync } from 'node:fs'
import path from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '#db/client.server'
import { requireSnapshot } from '#domain/backup/backup-folder.server'
import { placeSecrets } from '#domain/backup/place-secrets.server'
import { claimStore } from '#domain/jobs/claim-store.server'
import { loadOrCreateMasterKeys } from '#domain/storage/master-key.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { inChunks, someBytes } from '#tests/support/chunks'
import { startS3Server, type S3Server } from '#tests/support/s3-server'
import { allRows, contentOf, keysOf, Place } from './place'
import { passphrase, useInstallation } from './use-installation'

const house = useInstallation()
let server: S3Server
/** The same installation with its storage in a bucket. */
let inBucket: Place
let fromBucket: string

beforeAll(async () => {
  server = await startS3Server()
  inBucket = await bucketPlace('inBucket')
  await loadOrCreateMasterKeys(inBucket.masterKeysFile)
  const folder = await house.source.store()
  // Longer than what goes to S3 in one piece.
  await folder.put(`recordings/${house.userId}/${house.recordingId}/original`, inChunks(someBytes(9 * 1024 * 1024)))
  const bucket = await inBucket.store()
  for (const key of await keysOf(folder)) await bucket.put(key, await folder.read(key))
  fromBucket = path.join(house.dir, 'from-bucket')
  await house.backUp(fromBucket, { store: bucket, masterKeysFile: inBucket.masterKeysFile })
})
afterAll(() => server.stop())

/** An empty place with a bucket of its own. */
async function bucketPlace(name: string): Promise<Place> {
  const { endpoint, region, accessKeyId, secretAccessKey } = server
  const credentials = { accessKeyId, secretAccessKey }
  const bucket = name.toLowerCase()
  await new S3Client({ endpoint, region, credentials, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bucket }))
  return new Place(path.join(house.dir, name), {
    kind: 's3', bucket, region, endpoint, publicEndpoint: null, credentials, forcePathStyle: true, serverSideEncryption: 'AES256',
  })
}

async function contents(store: ObjectStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const key of await keysOf(store)) found[key] = (await contentOf(store, key)).toString('base64')
  return found
}

/** Restores, and compares every row and every byte with what was backed up; the storage is then the database's own. */
async function restoreAndCompare(from: string, target: Place): Promise<void> {
  const url = await house.bareDatabase()
  await house.restore(from, target, url)
  const { plans: restoredPlans, ...restored } = await allRows(url)
  const { plans, ...saved } = await allRows(house.test.url)
  expect(restored).toEqual(saved)
  expect(restoredPlans).toEqual(expect.arrayContaining(plans!))
  const store = await target.store()
  const [here, there] = [await contents(store), await contents(await house.source.store())]
  expect(Object.keys(here)).toHaveLength(2)
  // Megabytes of difference would be written out.
  expect(Object.keys(here).filter((key) => here[key] !== there[key])).toEqual([])
  const { db, close } = openDatabase({ url, name: 'restored-test' })
  await claimStore({ db, store, adopt: null })
  await close()
}

it('goes from a bucket into a folder', () => restoreAndCompare(fromBucket, house.place('folder')))

it('goes from a folder into a bucket', async () => {
  const from = path.join(house.dir, 'from-folder')
  await house.backUp(from)
  await restoreAndCompare(from, await bucketPlace('from-a-folder'))
})

it('goes from a bucket into another one, also after a restore that was cut short', async () => {
  const target = await bucketPlace('another')
  const [first] = await keysOf(await inBucket.store())
  await placeSecrets(await requireSnapshot(fromBucket, null), target.dataDir, passphrase)
  await (await target.store()).put(first!, await (await inBucket.store()).read(first!))
  await restoreAndCompare(fromBucket, target)
})

it('does not go into a bucket that holds something else, which stays as it is', async () => {
  const target = await bucketPlace('taken')
  await placeSecrets(await requireSnapshot(fromBucket, null), target.dataDir, passphrase)
  const store = await target.store()
  await store.put('recordings/a/b/original', inChunks(Buffer.from('x')))
  await expect(house.restore(fromBucket, target, await house.bareDatabase()))
    .rejects.toMatchObject({ code: 'config_invalid', message: expect.stringMatching(/storage holds objects already/) })
  expect(await keysOf(store)).toEqual(['recordings/a/b/original'])
})

it('copies no object again that an earlier backup has', async () => {
  const again = { store: await inBucket.store(), masterKeysFile: inBucket.masterKeysFile }
  expect((await house.backUp(fromBucket, again)).copied).toBe(0)
})

it('makes no keys of its own, and leaves nothing where there are none', async () => {
  const to = path.join(house.dir, 'without-keys')
  const masterKeysFile = path.join(house.dir, 'fresh/secrets/master-keys')
  await expect(house.backUp(to, { store: await inBucket.store(), masterKeysFile }))
    .rejects.toMatchObject({ code: 'config_invalid', message: expect.stringContaining(masterKeysFile) })
  expect([to, path.dirname(masterKeysFile)].filter((made) => existsSync(made))).toEqual([])
})
