import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { userProfiles } from '#db/schema/user-profiles'
import { addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import { makeFileStore } from '../storage/file-store.server'
import type { ObjectStore } from '../storage/object-store'
import { getAvatarKey, removeAvatar, setAvatar } from './avatar.server'
import { makeAvatarImage } from './avatar-image.server'

const test = useDatabase()
let dir: string
let store: ObjectStore
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-avatars-'))
  store = makeFileStore({ dir, masterKeys: { current: Buffer.alloc(32, 7), previous: [] } })
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** The row as it is stored. */
async function profileOf(userId: string) {
  const [row] = await test.db.select().from(userProfiles).where(eq(userProfiles.userId, userId))
  return row
}

const size = limits.avatarSizePx
const red = { r: 255, g: 0, b: 0 }
const blank = (width: number, height: number, background = red) =>
  sharp({ create: { width, height, channels: 3, background } })
const kinds = {
  jpeg: () => blank(300, 200).jpeg(),
  png: () => blank(300, 200).png(),
  webp: () => blank(300, 200).webp(),
  gif: () => blank(300, 200).gif(),
  avif: () => blank(300, 200).avif({ effort: 0 }),
}

describe('an avatar', () => {
  it.each(Object.keys(kinds) as (keyof typeof kinds)[])('is taken as %s and becomes a square WebP', async (kind) => {
    const image = await makeAvatarImage(await kinds[kind]().toBuffer())
    expect(await sharp(image).metadata()).toMatchObject({ format: 'webp', width: size, height: size })
    const { dominant } = await sharp(image).stats()
    expect(dominant.r).toBeGreaterThan(200)
  })

  it('loses its metadata and stands upright', async () => {
    const left = await blank(100, 100, { r: 0, g: 0, b: 255 }).png().toBuffer()
    const lying = await blank(200, 100)
      .composite([{ input: left, left: 0, top: 0 }])
      .jpeg()
      .withExif({ IFD0: { Copyright: 'secret place' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const image = await makeAvatarImage(lying)
    const { exif, icc, xmp, orientation } = await sharp(image).metadata()
    expect([exif, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined])
    const top = await sharp(image).extract({ left: 0, top: 0, width: size, height: 20 }).stats()
    expect(top.dominant.b).toBeGreaterThan(200)
  })

  it('keeps the first frame of an animation', async () => {
    const frames = await Promise.all(
      [red, { r: 0, g: 0, b: 255 }].map((colour) => blank(64, 64, colour).png().toBuffer()),
    )
    const animation = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    expect((await sharp(animation).metadata()).pages).toBe(2)
    const image = await makeAvatarImage(animation)
    expect((await sharp(image).metadata()).pages).toBeUndefined()
    expect((await sharp(image).stats()).dominant).toMatchObject({
      r: expect.closeTo(248, -1),
      b: expect.closeTo(8, -1),
    })
  })

  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
  it.each([
    ['SVG', Buffer.from(svg)],
    ['SVG after an XML declaration', Buffer.from(`<?xml version="1.0"?>${svg}`)],
    ['a text', Buffer.from('no picture')],
    ['nothing', Buffer.alloc(0)],
    ['a beginning without the rest', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['SVG under the first bytes of a GIF', Buffer.from(`GIF8${svg}`)],
  ])('is refused as %s', async (_what, image) => {
    await expect(makeAvatarImage(image)).rejects.toMatchObject({ code: 'bad_request', params: { field: 'avatar' } })
  })

  it('is refused when it is too large, in bytes or in pixels', async () => {
    await expect(makeAvatarImage(Buffer.alloc(limits.avatarBytesMax + 1))).rejects.toMatchObject({
      code: 'upload_too_large',
      params: { field: 'avatar', maxBytes: limits.avatarBytesMax },
    })
    const bomb = await blank(8000, 7000).png().toBuffer()
    expect(bomb.length).toBeLessThan(limits.avatarBytesMax)
    await expect(makeAvatarImage(bomb)).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('is stored, replaced and removed, and the one before is discarded', async () => {
    const userId = await addUser(test.db)
    const picture = await kinds.png().toBuffer()
    const urls = [await setAvatar(test.db, store, userId, picture), await setAvatar(test.db, store, userId, picture)]
    expect((await profileOf(userId))?.avatarUrl).toBe(urls[1])
    const names = urls.map((url) => url.split('/').at(-1)!)
    expect(await getAvatarKey(test.db, userId, names[0]!)).toBeNull()
    const key = await getAvatarKey(test.db, userId, names[1]!)
    expect(key).toBe(`avatars/${userId}/${names[1]}`)
    expect(await store.stat(key!)).not.toBeNull()
    await removeAvatar(test.db, userId)
    expect(await profileOf(userId)).toMatchObject({ avatarUrl: null, avatarKey: null })
    const { rows } = await test.db.execute(sql`select object_key from object_deletions order by id`)
    expect(rows.map((row) => `/${String(row.object_key)}`)).toEqual(urls)
  })

  it('of an account that is gone leaves nothing behind', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000'
    await expect(setAvatar(test.db, store, nobody, await kinds.png().toBuffer())).rejects.toMatchObject({
      code: 'not_found',
    })
    const keys: string[] = []
    for await (const object of store.list(`avatars/${nobody}/`)) keys.push(object.key)
    expect(keys).toEqual([])
  })
})
