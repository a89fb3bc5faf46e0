import { z } from 'zod'
import { AppError } from '#domain/errors/app-error'
import { parseStoreWish, STORE_HEADER, type StoreParameter } from '#domain/recordings/store-wish'
import type { Call } from '../endpoint'

/** Repeated, it comes as a list. */
const words = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat()).optional()

/** The parameters by which addresses say it. */
export const storeFields = { store: words, steno_store: words } satisfies Record<StoreParameter, typeof words>
export const storeQuery = z.object(storeFields)

/** Whether the recording is kept, as it is unless somebody says otherwise. Throws AppError `bad_request`. */
export function wantsStored({ header, query }: Pick<Call<unknown, z.output<typeof storeQuery>>, 'header' | 'query'>): boolean {
  const wish = parseStoreWish({ header: header(STORE_HEADER), valuesOf: (name) => query[name] ?? [] })
  if ('problem' in wish) throw new AppError('bad_request', wish.problem, { params: { field: wish.param } })
  return wish.isStored
}
