import type { Db } from '#db/client.server'
import { isAppError } from '../errors/app-error'
import { discardDeadLetter, listDeadLetters, replayDeadLetter, requireOpenLetter } from '../jobs/dead-letters.server'
import { limits } from '../limits/limits'
import { audited, type Actor } from './audit.server'

export type LetterAct = 'replay' | 'discard'

/** Replays or discards one dead letter. Throws AppError as `replayDeadLetter` does. */
export async function settleLetter(db: Db, actor: Actor, id: number, act: LetterAct): Promise<void> {
  await audited(db, actor, async (tx) => {
    const { recordingId, task, errorCode } = await requireOpenLetter(tx, id)
    await (act === 'replay' ? replayDeadLetter(tx, id) : discardDeadLetter(tx, id))
    const entry = {
      action: `letter.${act}` as const, subjectId: recordingId, subject: task, details: { letter: id, error: errorCode },
    }
    return { entry, result: undefined }
  })
}

/** The ids of the newest open dead letters, as many as one press settles. */
export async function listOpenLetterIds(db: Db): Promise<number[]> {
  return (await listDeadLetters(db, limits.deadLettersAtOnceMax)).map(({ id }) => id)
}

/**
 * Settles several, each by itself: one that is refused (its owner's quota, a recording that is no longer failed) holds up
 * no other and stays on the list. Returns how many were settled.
 */
export async function settleLetters(db: Db, actor: Actor, ids: readonly number[], act: LetterAct): Promise<{ settled: number; refused: number }> {
  let settled = 0
  const wanted = [...new Set(ids)].slice(0, limits.deadLettersAtOnceMax)
  for (const id of wanted) {
    try {
      await settleLetter(db, actor, id, act)
      settled += 1
    } catch (error) {
      if (!isAppError(error)) throw error
    }
  }
  return { settled, refused: wanted.length - settled }
}
