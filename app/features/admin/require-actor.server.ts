import type { Actor } from '#domain/admin/audit.server'
import type { RequestContext } from '~/web/load-context'
import { requireAdmin } from '~/web/session.server'

/** The administrator who sent a form, as the audit log names them. To everybody else nothing is there. */
export async function requireActor(args: { request: Request; context: RequestContext }): Promise<Actor> {
  const { id, email } = await requireAdmin(args)
  return { id, email, address: args.context.address }
}
