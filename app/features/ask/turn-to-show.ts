import type { ShownTurn } from '#domain/ask/get-conversation.server'

/** A question and as much of its answer as there is. */
export type TurnToShow = Omit<ShownTurn, 'createdAt' | 'model'>
