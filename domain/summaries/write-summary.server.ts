import { z } from 'zod'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { mergePrompt, summaryPrompt, type SummaryWish } from '../prompts/summary-prompt'
import { promptTokens } from '../providers/chat-parameters'
import type { Llm, LlmMessage } from '../providers/llm'
import { clipText } from './clip'
import { cutToFit } from '../prompts/cut-to-fit'
import type { SpokenLine, Summary, SummaryPoint } from './summary'

const entries = <T extends string>(name: T) =>
  z.array(z.object({ [name]: z.string().trim().min(1), line: z.number().int() } as Record<T, z.ZodString> & { line: z.ZodNumber }))
    .default([])

const shape = z.object({
  summary: z.string().trim().min(1),
  keyPoints: entries('text'),
  actionItems: entries('text'),
  chapters: entries('title'),
})
type Notes = z.output<typeof shape>

export interface SummaryOrder {
  userId: string
  /** BCP 47; null: the language of the transcript. */
  language: string | null
  /** What its owner wishes besides. */
  instructions: string
  signal?: AbortSignal
  /** Told of the share that is done, 0 to 1. */
  onProgress?: (share: number) => Promise<void>
}

/**
 * A summary by a language model. What does not fit its context is read in parts whose notes are then put together
 * (map-reduce), as often as it takes. Points and chapters name lines, and only those that were shown to it count: their
 * times are never the model's. Throws AppError as `Llm` does.
 */
export async function writeSummary(llm: Llm, lines: readonly SpokenLine[], order: SummaryOrder): Promise<Summary> {
  const lengthMs = (lines.at(-1)?.endMs ?? 0) - (lines[0]?.startMs ?? 0)
  const keyPointsMax = Math.min(limits.summaryKeyPointsMax, Math.max(3, Math.round(lengthMs / 120_000)))
  const wish: SummaryWish = { language: order.language, instructions: order.instructions, keyPointsMax }
  const numbered = lines.map(({ text, speaker }, index) => ({ number: index + 1, text, ...(speaker && { speaker }) }))

  const ask = async (messages: LlmMessage[], isShown: (line: number) => boolean): Promise<Notes> => {
    const request = {
      userId: order.userId, purpose: 'summary' as const, messages, outputTokensMax: outputTokens(llm),
      ...(order.signal && { signal: order.signal }),
    }
    return onlyShown((await llm.json(request, shape)).value, isShown)
  }

  const parts = cutToFit(numbered, (some) => promptTokens(summaryPrompt(some, wish, { number: 1, of: 1 })), room(llm))
  const notes: Notes[] = []
  for (const [index, part] of parts.entries()) {
    const shown = new Set(part.map(({ number }) => number))
    const where = parts.length > 1 ? { number: index + 1, of: parts.length } : undefined
    notes.push(await ask(summaryPrompt(part, wish, where), (line) => shown.has(line)))
    await order.onProgress?.((index + 1) / (parts.length + 1))
  }
  return toSummary(await mergeNotes(notes), lines, keyPointsMax)

  async function mergeNotes(some: Notes[]): Promise<Notes> {
    if (some.length === 1) return some[0]!
    const groups = cutToFit(some, (group) => promptTokens(promptFor(group)), room(llm))
    if (groups.length === some.length) throw new AppError('provider_input_too_long', 'The notes do not fit the language model.')
    const merged: Notes[] = []
    for (const group of groups) {
      const shown = new Set(group.flatMap(linesOf).map(({ number }) => number))
      merged.push(group.length === 1 ? group[0]! : await ask(promptFor(group), (line) => shown.has(line)))
    }
    return mergeNotes(merged)
  }

  function promptFor(group: readonly Notes[]): LlmMessage[] {
    return mergePrompt(group.map(({ summary }) => summary), group.flatMap(linesOf), wish)
  }
}

/** Notes as lines, named by the lines of speech that they rest on. */
function linesOf({ keyPoints, actionItems, chapters }: Notes) {
  return [
    ...chapters.map(({ title, line }) => ({ number: line, text: `Chapter: ${title}` })),
    ...keyPoints.map(({ text, line }) => ({ number: line, text })),
    ...actionItems.map(({ text, line }) => ({ number: line, text: `To do: ${text}` })),
  ].sort((a, b) => a.number - b.number)
}

/** A small model leaves less room for its answer. */
const outputTokens = (llm: Llm) => Math.min(limits.summaryOutputTokensMax, Math.floor(llm.contextTokens / 4))
const room = (llm: Llm) => llm.contextTokens - outputTokens(llm)

function onlyShown(notes: Notes, isShown: (line: number) => boolean): Notes {
  const real = <T extends { line: number }>(list: readonly T[]) => list.filter(({ line }) => isShown(line))
  return {
    summary: clipText(notes.summary, limits.summaryShortCharsMax),
    keyPoints: real(notes.keyPoints).slice(0, limits.summaryKeyPointsMax),
    actionItems: real(notes.actionItems).slice(0, limits.summaryActionItemsMax),
    chapters: real(notes.chapters).slice(0, limits.chaptersMax),
  }
}

function toSummary(notes: Notes, lines: readonly SpokenLine[], keyPointsMax: number): Summary {
  const lineOf = (number: number) => lines[number - 1]!
  const toPoint = ({ text, line }: { text: string; line: number }): SummaryPoint => ({
    text: clipText(text, limits.summaryPointCharsMax), startMs: lineOf(line).startMs, endMs: lineOf(line).endMs,
  })
  const byTime = (a: { startMs: number }, b: { startMs: number }) => a.startMs - b.startMs
  const chapters = notes.chapters
    .map(({ title, line }) => ({ title: clipText(title, limits.chapterTitleCharsMax), startMs: lineOf(line).startMs }))
    .sort(byTime)
    .filter(({ startMs }, index, all) => startMs !== all[index - 1]?.startMs)
  return {
    short: notes.summary,
    keyPoints: notes.keyPoints.slice(0, keyPointsMax).map(toPoint).sort(byTime),
    actionItems: notes.actionItems.map(toPoint).sort(byTime),
    chapters: chapters.length > 1 ? chapters : [],
  }
}
