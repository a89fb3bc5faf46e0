import type { LoaderFunctionArgs } from '@remix-run/node'
import { isAppError } from '#domain/errors/app-error'
import { listRecordings, type RecordingFilter } from '#domain/recordings/list-recordings.server'
import { requireUser } from '~/web/session.server'
import { parseLibraryQuery } from './library-query'

/** One page of the user's recordings, and what was asked for. */
export async function loadLibrary(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db } = args.context.services
  const query = parseLibraryQuery(new URL(args.request.url).searchParams)
  const filter: RecordingFilter = {
    query: query.q || undefined, status: query.status ?? undefined, cursor: query.cursor ?? undefined,
  }
  const page = await listRecordings(db, user.id, filter).catch((error: unknown) => {
    // A page whose address was cut begins again at the first.
    if (!isAppError(error) || error.code !== 'bad_request') throw error
    return listRecordings(db, user.id, { ...filter, cursor: undefined })
  })
  return { ...page, query, nowMs: Date.now() }
}

export type LibraryData = Awaited<ReturnType<typeof loadLibrary>>
export type LibraryItem = LibraryData['items'][number]
