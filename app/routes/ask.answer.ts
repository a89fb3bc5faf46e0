import { streamAnswer } from '~/features/ask/stream-answer.server'

/** An answer to a question, as it is written. */
export const action = streamAnswer
