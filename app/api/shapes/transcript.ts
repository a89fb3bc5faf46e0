import { z } from 'zod'
import { wholeMs } from './basics'

const confidence = z.number().min(0).max(1).optional()
const point = z.object({ text: z.string(), startMs: wholeMs, endMs: wholeMs })

/** A transcript, as `formatJson` writes it. */
export const transcriptShape = z.object({
  title: z.string(),
  language: z.string().describe('BCP 47; `und` where nobody knows.'),
  durationMs: wholeMs,
  text: z.string().describe('All of it.'),
  summary: z.object({
    short: z.string(),
    keyPoints: z.array(point),
    actionItems: z.array(point),
    chapters: z.array(z.object({ title: z.string(), startMs: wholeMs })),
  }).optional(),
  segments: z.array(z.object({
    startMs: wholeMs,
    endMs: wholeMs,
    text: z.string(),
    words: z.array(z.object({ text: z.string(), startMs: wholeMs, endMs: wholeMs, confidence })).optional()
      .describe('Where the model gives times of words.'),
    speaker: z.string().optional(),
    confidence,
    translation: z.enum(['stale', 'missing']).optional()
      .describe('Of a translation: it is older than a correction of the text, or there is none of this segment.'),
  })),
}).meta({ id: 'Transcript' })
