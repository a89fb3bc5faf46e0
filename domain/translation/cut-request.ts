import { limits } from '../limits/limits'
import { cutToFit } from '../prompts/cut-to-fit'
import { translationPrompt } from '../prompts/translation-prompt'
import { promptTokens } from '../providers/chat-parameters'
import { estimateTokens } from '../providers/estimate-tokens'
import { cutText } from './cut-text'
import type { TranslationRequest } from './translator'

/** A line that is to be translated, or a part of one that is too long to be asked for at once. */
export interface Piece {
  /** Index of its line in the request. */
  line: number
  text: string
}

/** Tokens of an answer: scripts that are far from the model's own take about one for each character, and numbers and marks some. */
const TOKENS_PER_CHAR = 2
const TOKENS_PER_LINE = 24
const TOKENS_LEAST = 256
/** What was said before takes at most this share of a small model's context. */
const BEFORE_SHARE = 1 / 8

/** Tokens that the translation of the texts is given. */
export function answerTokensFor(texts: readonly string[]): number {
  const chars = texts.reduce((sum, { length }) => sum + length, 0)
  return TOKENS_LEAST + chars * TOKENS_PER_CHAR + texts.length * TOKENS_PER_LINE
}

/**
 * Cuts the lines that say something into requests, in order, each of which a model takes at once: prompt and answer together. A line
 * that is too long even alone comes in several pieces.
 *
 * @param contextTokens tokens that a prompt and its answer may have together
 */
export function cutRequest(
  { lines, from, to }: Pick<TranslationRequest, 'lines' | 'from' | 'to'>, contextTokens: number,
): Piece[][] {
  const room = contextTokens - beforeTokensMax(contextTokens)
  const cost = (texts: readonly string[]) =>
    promptTokens(translationPrompt({ lines: texts, before: [], from, to })) + answerTokensFor(texts)
  const roomForText = room - cost([''])
  const fits = (part: string) => estimateTokens(JSON.stringify(part)) + part.length * TOKENS_PER_CHAR < roomForText
  const pieces = lines.flatMap((text, line) =>
    (text.trim() ? cutText(text, fits).map((part) => ({ line, text: part })) : []))
  return pieces.length === 0 ? [] : cutToFit(pieces, (run) => cost(run.map(({ text }) => text)), room)
}

/** The last of what was said before, as much as a request may come with. */
export function clipBefore(before: readonly string[], contextTokens: number): string[] {
  const tokensMax = beforeTokensMax(contextTokens)
  let clipped = before.slice(-limits.translationBeforeLinesMax)
  while (clipped.length > 0 && estimateTokens(JSON.stringify({ before: clipped })) > tokensMax) clipped = clipped.slice(1)
  return clipped
}

function beforeTokensMax(contextTokens: number): number {
  return Math.min(limits.translationBeforeTokensMax, Math.floor(contextTokens * BEFORE_SHARE))
}
