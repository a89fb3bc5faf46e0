import type { Response } from 'express'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { networkOf } from '#domain/accounts/login-limits.server'
import type { Caller } from '#domain/tokens/caller'

/** What requests are counted by, and how many of them a window may have. */
export interface Allowance {
  name: string
  max: number
}

interface Window {
  count: number
  endsAt: number
}

export interface Standing {
  limit: number
  remaining: number
  /** Until the window ends and a new one begins. */
  resetMs: number
  isOver: boolean
}

const planMax: Readonly<Record<string, number>> = {
  BASIC: limits.apiRequestsBasicMax, PREMIUM: limits.apiRequestsPremiumMax, ENTERPRISE: limits.apiRequestsEnterpriseMax,
}

/** A key or a log-in has its plan's requests; with more of them a user has more, but not without end. */
export function allowancesOf({ userId, credential, planCode }: Caller): Allowance[] {
  const max = planMax[planCode ?? ''] ?? limits.apiRequestsFreeMax
  return [
    { name: `${credential.kind} ${credential.id}`, max },
    { name: `user ${userId}`, max: max * limits.apiCredentialsAtOnceMax },
  ]
}

/** Guests, and whoever shows a credential that is none, are counted by their network. */
export function guestAllowance(address: string): Allowance[] {
  return [{ name: `guest ${networkOf(address)}`, max: limits.apiRequestsGuestMax }]
}

/**
 * Counts requests in this process's memory, so each copy of it counts for itself: with three behind a proxy, three
 * times as many pass. What must hold exactly, such as a plan's minutes and guesses at passwords, is counted in the
 * database.
 */
export class RateLimiter {
  readonly #windows = new Map<string, Window>()

  /** How many are being counted. */
  get counters(): number {
    return this.#windows.size
  }

  /** Counts one request by all of these. How it stands is told of the one that is closest to its end. */
  take(allowances: readonly Allowance[], now = Date.now()): Standing {
    if (this.#windows.size > limits.apiRateCountersMax) this.#forget(now)
    const standings = allowances.map(({ name, max }) => this.#takeOne(name, max, now))
    return standings.reduce((worst, next) => (next.isOver || next.remaining < worst.remaining ? next : worst))
  }

  #takeOne(name: string, max: number, now: number): Standing {
    const open = this.#windows.get(name)
    const window = open && open.endsAt > now ? open : { count: 0, endsAt: now + limits.apiRateWindowMs }
    window.count++
    this.#windows.set(name, window)
    const remaining = Math.max(0, max - window.count)
    return { limit: max, remaining, resetMs: window.endsAt - now, isOver: window.count > max }
  }

  #forget(now: number): void {
    for (const [name, { endsAt }] of this.#windows) if (endsAt <= now) this.#windows.delete(name)
  }
}

/** Says how the caller stands, in every answer; throws AppError `rate_limited` where this was one request too many. */
export function tellStanding(response: Response, { limit, remaining, resetMs, isOver }: Standing): void {
  const resetSeconds = Math.max(1, Math.ceil(resetMs / 1000))
  response.setHeader('RateLimit-Limit', limit)
  response.setHeader('RateLimit-Remaining', remaining)
  response.setHeader('RateLimit-Reset', resetSeconds)
  if (!isOver) return
  response.setHeader('Retry-After', resetSeconds)
  const message = `More than ${limit} requests in ${limits.apiRateWindowMs / 1000} s. Try again in ${resetSeconds} s.`
  throw new AppError('rate_limited', message, { params: { limit, retrySeconds: resetSeconds } })
}
