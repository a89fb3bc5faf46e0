import { AppError } from '../errors/app-error'

let common: Promise<ReadonlySet<string>> | null = null

/**
 * Refuses a new password that many people use, or that is the account's own address: it would be among the first that anybody tries
 * (OWASP ASVS 5.0, 6.2.4 and 6.2.11). The list has about 50,000 passwords. Throws AppError `password_common` with `params.field`.
 */
export async function refuseCommonPassword(password: string, { field, email }: { field: string; email: string }): Promise<void> {
  const folded = password.toLowerCase()
  common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common'].map(String)))
  if (folded !== email && !(await common).has(folded)) return
  throw new AppError('password_common', 'Many people use this password, or it is your e-mail address: choose another.', {
    params: { field },
  })
}
