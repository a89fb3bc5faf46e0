import type { z } from 'zod'
import { transcriptFormats } from '#domain/transcripts/format-transcript'
import type { Transcript } from '#domain/transcripts/transcript'
import type { transcriptionShape } from './shapes'
import type { ResponseFormat } from './transcription-fields'
import { textOf, toVerboseJson, usageOf, type VerboseOptions } from './verbose-json'

/** The header that says which of the installed models wrote the answer, whatever name was asked for. */
export const MODEL_HEADER = 'Steno-Model'

interface AnswerOptions extends VerboseOptions {
  format: ResponseFormat
  modelId: string | null
}

type Formatted = { status: 200; headers: Record<string, string> }
  & ({ json: z.input<typeof transcriptionShape> } | { text: string; type: string })

/** A transcript in the format that was asked for. */
export function formatAnswer(transcript: Transcript, { format, modelId, ...options }: AnswerOptions): Formatted {
  const { txt, srt, vtt } = transcriptFormats
  const headers: Record<string, string> = modelId === null ? {} : { [MODEL_HEADER]: modelId }
  const head = { status: 200 as const, headers }
  switch (format) {
    case 'verbose_json': return { ...head, json: toVerboseJson(transcript, options) }
    case 'text': return { ...head, text: `${textOf(transcript)}\n`, type: txt.mimeType }
    case 'srt': return { ...head, text: srt.format(transcript), type: srt.mimeType }
    case 'vtt': return { ...head, text: vtt.format(transcript), type: vtt.mimeType }
    // Translations have no usage in OpenAI's own answers, and are not harmed by one.
    case 'json': return { ...head, json: { text: textOf(transcript), usage: usageOf(transcript) } }
  }
}
