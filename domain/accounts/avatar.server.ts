import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { userProfiles } from '#db/schema/user-profiles'
import { AppError } from '../errors/app-error'
import type { ObjectStore } from '../storage/object-store'
import { makeAvatarImage } from './avatar-image.server'

async function* once(bytes: Uint8Array) {
  yield bytes
}

/**
 * Stores an untrusted picture, re-encoded, as the user's avatar and returns the path it is served under,
 * `/avatars/<userId>/<name>.webp`. Every picture gets a key of its own: the one before may wait in the outbox to be
 * deleted, and must not take its successor along. Throws as makeAvatarImage does.
 */
export async function setAvatar(db: Db, store: ObjectStore, userId: string, image: Uint8Array): Promise<string> {
  const webp = await makeAvatarImage(image)
  const avatarKey = `avatars/${userId}/${randomBytes(8).toString('hex')}.webp`
  const avatarUrl = `/${avatarKey}`
  await store.put(avatarKey, once(webp), { contentType: 'image/webp' })
  const changed = await db.update(userProfiles).set({ avatarKey, avatarUrl }).where(eq(userProfiles.userId, userId))
  if (changed.rowCount === 0) {
    await store.delete(avatarKey)
    throw new AppError('not_found', 'There is no such account.')
  }
  return avatarUrl
}

/** The picture itself is deleted through the outbox. */
export async function removeAvatar(db: Db, userId: string): Promise<void> {
  await db.update(userProfiles).set({ avatarKey: null, avatarUrl: null }).where(eq(userProfiles.userId, userId))
}

/** A path of setAvatar. Others, such as one with a NUL, which PostgreSQL does not take, are not asked for. */
const avatarPath = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[0-9a-f]{16}\.webp$/

/** The storage key behind `/avatars/<userId>/<name>`; null unless that is the user's avatar today. */
export async function getAvatarKey(db: Db, userId: string, name: string): Promise<string | null> {
  if (!avatarPath.test(`${userId}/${name}`)) return null
  const [profile] = await db.select({ key: userProfiles.avatarKey }).from(userProfiles)
    .where(and(eq(userProfiles.avatarUrl, `/avatars/${userId}/${name}`)))
  return profile?.key ?? null
}
