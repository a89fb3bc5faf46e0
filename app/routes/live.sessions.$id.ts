import { tellStored } from '~/features/live/live-answers.server'
import { makeBareHandler } from '~/web/route-handlers.server'

export const loader = makeBareHandler(tellStored)
