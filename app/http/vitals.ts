import express, { type RequestHandler } from 'express'
import { z } from 'zod'
import { networkOf } from '#domain/accounts/login-limits.server'
import { limits } from '#domain/limits/limits'
import { RateLimiter } from '../api/rate-limit'
import type { TemplateOf } from './route-of'

/** Milliseconds; of CLS a share. */
const vitalSchema = z.object({
  name: z.enum(['LCP', 'INP', 'CLS', 'FCP', 'TTFB']),
  value: z.number().min(0).max(limits.vitalMsMax),
})

export type Vital = z.output<typeof vitalSchema>

const reportSchema = z.object({
  /** Of the page, as it was loaded; only its template is kept. */
  path: z.string().startsWith('/').max(limits.vitalPathCharsMax),
  vitals: z.array(vitalSchema).min(1).max(limits.vitalsPerReportMax),
})

/**
 * Takes what browsers measured of a page, as app/web/report-vitals.ts sends it. Anybody may send anything, so nothing is kept of it but
 * counts by template; nobody waits for the answer, so refusals say no more than their status.
 */
export function receiveVitals(templateOf: TemplateOf, onVital: (route: string, vital: Vital) => void): RequestHandler[] {
  const limiter = new RateLimiter()
  return [
    (request, response, next) => {
      const allowance = { name: networkOf(request.ip ?? ''), max: limits.vitalReportsMax }
      if (limiter.take([allowance]).isOver) return void response.status(429).end()
      if (Number(request.headers['content-length'] ?? 0) > limits.vitalReportBytesMax) return void response.status(413).end()
      next()
    },
    express.text({ type: () => true, limit: limits.vitalReportBytesMax }),
    (request, response) => {
      const report = reportSchema.safeParse(parseJson(request.body))
      if (!report.success) return void response.status(400).end()
      const route = templateOf(report.data.path)
      for (const vital of report.data.vitals) onVital(route, vital)
      response.status(204).end()
    },
  ]
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null
  } catch {
    return null
  }
}
