import { z } from 'zod'

const usage = z.object({ type: z.literal('duration'), seconds: z.int() })
const segment = z.object({
  id: z.int(), seek: z.int(), start: z.number(), end: z.number(), text: z.string(), tokens: z.array(z.int()),
  temperature: z.number(), avg_logprob: z.number(), compression_ratio: z.number(), no_speech_prob: z.number(),
})
const word = z.object({ word: z.string(), start: z.number(), end: z.number() })

/** Transcripts and translations, as `verbose_json` and as `json`. */
export const verboseShape = z.object({
  task: z.enum(['transcribe', 'translate']), language: z.string(), duration: z.number(), text: z.string(),
  segments: z.array(segment).optional(), words: z.array(word).optional(), usage,
})
export const transcriptionShape = z.union([verboseShape, z.object({ text: z.string(), usage })])

/** Media types of the formats that are texts. */
export const textTypes = ['text/plain', 'application/x-subrip', 'text/vtt'] as const

/** Events of a transcript that is streamed. */
export const deltaShape = z.object({ type: z.literal('transcript.text.delta'), delta: z.string() })
export const doneShape = z.object({ type: z.literal('transcript.text.done'), text: z.string(), usage })
