import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Device } from '#domain/accounts/verify-login.server'
import { limits } from '#domain/limits/limits'
import { deviceCookie, readCookie } from './cookies.server'
import type { RequestContext } from './load-context'

const device = z.object({ id: z.string(), accounts: z.array(z.string()) })

/** The browser as its signed cookie tells it; null for one that nobody has logged in with. */
export async function readDevice(request: Request, context: RequestContext): Promise<Device | null> {
  return device.safeParse(await readCookie(request, deviceCookie(context))).data ?? null
}

/** The header that makes an account know this browser; those logged in here most recently are kept. */
export async function rememberDevice(request: Request, context: RequestContext, userId: string): Promise<string> {
  const known = await readDevice(request, context)
  const others = known?.accounts.filter((id) => id !== userId) ?? []
  const accounts = [userId, ...others].slice(0, limits.deviceAccountsMax)
  return deviceCookie(context).serialize({ id: known?.id ?? randomUUID(), accounts })
}
