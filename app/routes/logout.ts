import { redirect } from '@remix-run/node'
import { redirectWithFlash } from '~/web/flash.server'
import { paths } from '~/web/paths'
import { makeBareHandler } from '~/web/route-handlers.server'
import { endSession } from '~/web/session.server'

export const loader = () => redirect(paths.home())

export const action = makeBareHandler(async (args) => redirectWithFlash(args.context, paths.home(), 'loggedOut', await endSession(args)))
