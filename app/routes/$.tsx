import { AppError } from '#domain/errors/app-error'
import { makeLoader } from '~/web/route-handlers.server'

const refuse = makeLoader(async (): Promise<null> => {
  throw new AppError('not_found', 'There is nothing here.')
})

/** Any other address. Without this route the error page would not know who is looking, nor how it shall look. */
export const loader = refuse
export const action = refuse

export default function Nothing() {
  return null
}
