import { z } from 'zod'
import { getUsage } from '#domain/accounts/plan.server'
import { defineEndpoint } from '../endpoint'
import { instant, wholeMs } from '../shapes/basics'

const percent = z.number().nullable()

const usageShape = z.object({
  plan: z.string().describe('Code of the plan.'),
  cycle: z.object({
    from: instant,
    until: instant,
    recordings: z.int(),
    recordingsMax: z.int().nullable().describe('Null is unlimited.'),
    recordingsPercent: percent,
    usedMs: wholeMs,
    minutesMax: z.int().nullable().describe('Null is unlimited.'),
    minutesPercent: percent,
  }),
  total: z.object({
    recordings: z.int(), recordingsDone: z.int(), recordingsFailed: z.int(), audioMs: wholeMs, storedBytes: z.int(),
  }),
}).meta({ id: 'Usage' })

export const getUsageOfMe = defineEndpoint({
  method: 'GET',
  path: '/me/usage',
  access: 'account:read',
  tag: 'Account',
  summary: 'What the current month has used, and all in all',
  answers: { 200: { description: 'The usage.', json: usageShape } },
  refusals: ['no_subscription'],
  async handle({ house, caller }) {
    const usage = await getUsage(house.db, caller.userId)
    return {
      status: 200,
      json: {
        plan: usage.planCode,
        cycle: {
          from: usage.cycleStart.toISOString(), until: usage.cycleEnd.toISOString(),
          recordings: usage.usageCount, recordingsMax: usage.usageLimit, recordingsPercent: usage.usagePercent,
          usedMs: usage.usedMs, minutesMax: usage.minutesLimit, minutesPercent: usage.minutesPercent,
        },
        total: {
          recordings: usage.recordingsTotal, recordingsDone: usage.recordingsDone, recordingsFailed: usage.recordingsFailed,
          audioMs: usage.audioMsDone, storedBytes: usage.storedBytes,
        },
      },
    }
  },
})
