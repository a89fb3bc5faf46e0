import { AppError } from '#domain/errors/app-error'

/** The header, and for addresses the parameter, by which a client asks that nothing of its request be kept. */
export const STORE_HEADER = 'Steno-Store'
export const STORE_PARAMETER = 'steno_store'

/** Whether the recording is kept, as it is unless somebody says otherwise. Throws AppError `bad_request`. */
export function wantsStored(said: string | undefined, name = STORE_HEADER): boolean {
  const wish = said?.trim().toLowerCase() ?? 'true'
  if (wish === 'true' || wish === 'false') return wish === 'true'
  throw new AppError('bad_request', `${name} is true or false.`, { params: { field: name } })
}
