import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { userProfiles } from '#db/schema/user-profiles'
import { violatedConstraint } from '#db/violated-constraint.server'
import { AppError } from '../errors/app-error'
import { parseInput } from '../errors/parse-input'
import { emailField, localeField, newPasswordField, userNameField, type Locale } from './account-fields'
import { refuseCommonPassword } from './common-password.server'
import { hashPassword } from './password.server'

/** SQLSTATE of sp_register_user where only the first account may be made. */
const NOT_FIRST = 'SN003'

export interface Registration {
  email: string
  userName: string
  password: string
  locale?: Locale | null
}

export interface RegisterOptions {
  /** Registration is closed: only the first account of the installation may be made. Default false. */
  onlyFirst?: boolean
}

const registration = z.object({
  email: emailField,
  userName: userNameField,
  password: newPasswordField,
  locale: localeField.nullish(),
})

/**
 * Makes an account on the free plan; the first one of an installation is its administrator. Throws AppError
 * `email_taken`, `password_common`, `forbidden` where only the first is wanted, or `bad_request` with `params.field`.
 */
export async function registerUser(
  db: Db, input: Registration, { onlyFirst = false }: RegisterOptions = {},
): Promise<{ userId: string }> {
  const { email, userName, password, locale } = parseInput(registration, input)
  await refuseCommonPassword(password, { field: 'password', email })
  const passwordHash = await hashPassword(password)
  try {
    return await db.transaction(async (tx) => {
      const { rows } = await tx.execute<{ id: string }>(
        sql`select sp_register_user(${email}, ${userName}, ${passwordHash}, p_only_first => ${onlyFirst}) as id`,
      )
      const userId = rows[0]!.id
      if (locale) await tx.update(userProfiles).set({ locale }).where(eq(userProfiles.userId, userId))
      return { userId }
    })
  } catch (error) {
    if (sqlStateOf(error) === NOT_FIRST) throw registrationClosed(error)
    if (violatedConstraint(error) !== 'users_email_key') throw error
    throw new AppError('email_taken', 'There is an account with this e-mail address already.', {
      params: { field: 'email' },
      cause: error,
    })
  }
}

/** The refusal where registration is closed. */
export function registrationClosed(cause?: unknown) {
  return new AppError('forbidden', 'Registration is closed on this installation.', { cause })
}

function sqlStateOf(error: unknown): unknown {
  return error instanceof Error ? (error.cause as { code?: unknown } | undefined)?.code : undefined
}
