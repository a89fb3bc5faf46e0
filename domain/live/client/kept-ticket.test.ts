import { expect, it } from 'vitest'
import { limits } from '../../limits/limits'
import { KeptTicket } from './kept-ticket'

it('asks for a ticket once for many attempts, and anew when it is old or was refused (SPEC 1.2)', async () => {
  let asked = 0
  const tickets = new KeptTicket(async () => `ticket ${++asked}`)
  const half = limits.liveTicketMs / 2
  const given = []
  for (const now of [0, 1, half - 1, half, half + 1]) given.push(await tickets.get(now))
  tickets.drop()
  given.push(await tickets.get(half + 2))
  expect(given).toEqual(['ticket 1', 'ticket 1', 'ticket 1', 'ticket 2', 'ticket 2', 'ticket 3'])
})

it('keeps neither that nobody is logged in, nor that the pages are away', async () => {
  const answers = [null, new Error('away'), 'a ticket']
  const tickets = new KeptTicket(async () => {
    const answer = answers.shift()!
    if (answer instanceof Error) throw answer
    return answer
  })
  expect(await tickets.get(0)).toBeNull()
  await expect(tickets.get(1)).rejects.toThrow('away')
  expect(await tickets.get(2)).toBe('a ticket')
})
