import type { AttachedSession, EndedSession } from '#domain/live/live-session.server'
import type { Speaker } from './live-session-deps'
import type { RecognizedWith } from './session-recognition'
import type { Wish } from './session-state'
import type { SessionStore } from './session-store'

export interface SeekDeps {
  store: SessionStore
  /** The model for a wish; throws AppError where none is installed. */
  chooseModel(wish: Wish): Promise<RecognizedWith>
}

/** What a client's `start` or `resume` finds. */
export type Sought =
  | { is: 'new'; session: AttachedSession; using: RecognizedWith }
  /** It has been spoken to before: its own wish says what it is recognised with. */
  | { is: 'begun'; session: AttachedSession }
  | { is: 'ended'; session: EndedSession }
  | { is: 'unknown' }
  /** The ticket does not allow it, or its log-in is over. */
  | { is: 'forbidden' }

/** The session that a `start` makes, or made before where its answer was lost. Throws AppError where plan or limits refuse. */
export async function seekByStart(claims: Speaker, wish: Wish, take: string | null, deps: SeekDeps): Promise<Sought> {
  if (claims.purpose !== 'live' || !(await deps.store.isHeld(claims))) return { is: 'forbidden' }
  const using = await deps.chooseModel(wish)
  const session = await deps.store.start({ ...wish, take, userId: claims.userId })
  if ('endReason' in session) return { is: 'ended', session }
  return session.samples > 0 ? { is: 'begun', session } : { is: 'new', session, using }
}

/** The session that a `resume` names, where it is the user's. */
export async function seekByResume(
  claims: Speaker,
  sessionId: string,
  take: string | null,
  { store }: SeekDeps,
): Promise<Sought> {
  const isItsOwn = claims.sessionId === undefined || claims.sessionId === sessionId
  if (!isItsOwn || !(await store.isHeld(claims))) return { is: 'forbidden' }
  const session = await store.attach(claims.userId, sessionId, take)
  if (!session) return { is: 'unknown' }
  return 'endReason' in session ? { is: 'ended', session } : { is: 'begun', session }
}
