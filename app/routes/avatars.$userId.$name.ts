import { Readable } from 'node:stream'
import { createReadableStreamFromReadable } from '@remix-run/node'
import { getAvatarKey } from '#domain/accounts/avatar.server'
import { AppError } from '#domain/errors/app-error'
import { makeBareHandler } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

/** A person's picture, for those who are logged in. Every picture has an address of its own, so it can be kept for ever. */
export const loader = makeBareHandler(async (args) => {
  await requireUser(args)
  const { db, store } = args.context.services
  const key = await getAvatarKey(db, args.params.userId ?? '', args.params.name ?? '')
  if (!key) throw new AppError('not_found', 'There is no such picture.')
  const body = Readable.from(await store.read(key))
  return new Response(createReadableStreamFromReadable(body), {
    headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, max-age=31536000, immutable' },
  })
})
