import { and, eq, type SQL } from 'drizzle-orm'
import { recordings } from '#db/schema/recordings'
import { AppError } from '../errors/app-error'
import { isUuid } from '../units/uuid'

/** One answer for ids that are unknown, malformed or somebody else's, so that none can be told from another. */
export const recordingNotFound = () => new AppError('not_found', 'There is no such recording.')

/** The condition for one recording of one user; throws AppError `not_found` for a malformed id. */
export function ownedRecording(userId: string, id: string): SQL {
  if (!isUuid(id)) throw recordingNotFound()
  return and(eq(recordings.id, id), eq(recordings.userId, userId))!
}
