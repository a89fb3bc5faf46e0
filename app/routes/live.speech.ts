import { giveSpeech } from '~/features/live/live-answers.server'
import { makeBareHandler } from '~/web/route-handlers.server'

/** A translation as sound, asked for by the live page. */
export const action = makeBareHandler(giveSpeech)
