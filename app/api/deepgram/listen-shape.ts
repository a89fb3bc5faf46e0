import { z } from 'zod'

const word = z.object({
  word: z.string(), start: z.number(), end: z.number(), confidence: z.number().optional(), punctuated_word: z.string(),
})
const confidence = z.number().optional().describe('Where the model gives one.')
const sentence = z.object({ text: z.string(), start: z.number(), end: z.number() })
const paragraphs = z.object({
  transcript: z.string(),
  paragraphs: z.array(z.object({ sentences: z.array(sentence), num_words: z.int(), start: z.number(), end: z.number() })),
})

/** A transcript as Deepgram answers it. */
export const listenShape = z.object({
  metadata: z.object({
    transaction_key: z.string(), request_id: z.string(), sha256: z.string(), created: z.string(), duration: z.number(),
    channels: z.int(), models: z.array(z.string()),
    model_info: z.record(z.string(), z.object({ name: z.string(), version: z.string(), arch: z.string() })),
    tags: z.array(z.string()).optional(),
  }),
  results: z.object({
    channels: z.array(z.object({
      alternatives: z.array(z.object({
        transcript: z.string(), confidence, words: z.array(word), paragraphs: paragraphs.optional(),
      })),
      detected_language: z.string().optional(),
    })),
    utterances: z.array(z.object({
      start: z.number(), end: z.number(), confidence, channel: z.int(), transcript: z.string(), words: z.array(word),
      id: z.string(),
    })).optional(),
  }),
})

export type ListenJson = z.input<typeof listenShape>
