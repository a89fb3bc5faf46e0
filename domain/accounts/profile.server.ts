import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { userProfiles } from '#db/schema/user-profiles'
import { AppError } from '../errors/app-error'
import { parseInput } from '../errors/parse-input'
import { displayNameField, localeField, type Locale } from './account-fields'

const profile = z.object({ name: displayNameField, locale: localeField.nullable() })

/** `locale` null follows the browser. Throws AppError `bad_request` with `params.field`. */
export async function updateProfile(
  db: Db, userId: string, input: { name: string; locale: Locale | null },
): Promise<void> {
  const changed = await db.update(userProfiles).set(parseInput(profile, input)).where(eq(userProfiles.userId, userId))
  if (changed.rowCount === 0) throw new AppError('not_found', 'There is no such account.')
}
