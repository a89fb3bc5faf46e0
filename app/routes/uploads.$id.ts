import { endParts, tellParts } from '~/features/upload/part-uploads.server'
import { makeBareHandler } from '~/web/route-handlers.server'

export const loader = tellParts
export const action = makeBareHandler(endParts)
