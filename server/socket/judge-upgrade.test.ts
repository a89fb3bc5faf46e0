import { expect, it } from 'vitest'
import { LIVE_PROTOCOL } from '#domain/live/protocol'
import { signLiveTicket, verifyLiveTicket } from '#domain/live/ticket.server'
import { limits } from '#domain/limits/limits'
import { judgeUpgrade, judgeViewer } from './judge-upgrade'
import { RateLimits } from './rate-limit'

const rules = { publicUrl: 'https://steno.example', secret: 'a secret of the tests' }
const userId = '11111111-1111-4111-8111-111111111111'
const ticket = signLiveTicket({ purpose: 'live', userId }, rules.secret)
const offer = (given: string, origin = 'https://steno.example') => ({ protocols: `${LIVE_PROTOCOL}, ticket.${given}`, origin })

it('lets in who holds a ticket, from the pages or from no browser (SPEC 1.2, 1.3)', () => {
  expect(judgeUpgrade(offer(ticket), rules)).toMatchObject({ userId, purpose: 'live' })
  expect(judgeUpgrade(offer(ticket, ''), rules)).toMatchObject({ userId })
})

it('refuses another origin with 403, no subprotocol with 400, and no ticket with 401 (SPEC 1.1–1.3)', () => {
  expect(judgeUpgrade(offer(ticket, 'https://evil.example'), rules)).toMatchObject({ status: '403 Forbidden' })
  expect(judgeUpgrade({ protocols: `ticket.${ticket}`, origin: '' }, rules)).toMatchObject({ status: '400 Bad Request' })
  expect(judgeUpgrade({ protocols: LIVE_PROTOCOL, origin: '' }, rules)).toMatchObject({ status: '401 Unauthorized' })
  expect(judgeViewer({ protocols: LIVE_PROTOCOL, origin: '' }, rules)).toMatchObject({ status: '401 Unauthorized' })
  expect(judgeViewer({ protocols: `${LIVE_PROTOCOL}, watch.abc`, origin: '' }, rules)).toBe('abc')
})

it('knows the pages of this machine under each of its names, and only with their port (SPEC 1.3)', () => {
  const local = { ...rules, publicUrl: 'http://localhost:3000' }
  expect(judgeUpgrade(offer(ticket, 'http://127.0.0.1:3000'), local)).toMatchObject({ userId })
  expect(judgeUpgrade(offer(ticket, 'http://127.0.0.1:4000'), local)).toMatchObject({ status: '403 Forbidden' })
  expect(judgeUpgrade(offer(ticket, 'http://localhost:3000'), rules)).toMatchObject({ status: '403 Forbidden' })
})

it('refuses a ticket that is altered, expired or signed by others (SPEC 1.2)', () => {
  const [body, mac] = ticket.split('.')
  const forged = Buffer.from(JSON.stringify({ purpose: 'live', userId, expiresAt: Date.now() + 1e6 })).toString('base64url')
  for (const bad of ['', '.', 'x', `${forged}.${mac}`, `${body}.${mac!.slice(1)}`, `${ticket}.x`]) {
    expect(judgeUpgrade(offer(bad), rules), bad).toMatchObject({ status: '401 Unauthorized' })
  }
  expect(verifyLiveTicket(ticket, 'another secret')).toBeNull()
  expect(verifyLiveTicket(ticket, rules.secret, Date.now() + limits.liveTicketMs + 1)).toBeNull()
})

it('limits the connections of an address in a minute (SPEC 1.5)', () => {
  const upgrades = new RateLimits(limits.liveUpgradesPerMinuteMax, 60_000)
  const allowed = Array.from({ length: limits.liveUpgradesPerMinuteMax + 1 }, () => upgrades.allow('a', 0))
  expect(allowed.filter(Boolean)).toHaveLength(limits.liveUpgradesPerMinuteMax)
  expect(upgrades.allow('b', 0)).toBe(true)
  expect(upgrades.allow('a', 60_000)).toBe(true)
})
