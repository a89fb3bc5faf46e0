import { limits } from '../limits/limits'
import { makeBatches } from './batches'
import type { NewTranslation } from './translations.server'
import type { TranslationRequest, Translator } from './translator'

/** What a batch of lines has become. */
export interface TranslatedBatch {
  found: NewTranslation[]
  /** Lines that could not be had. */
  missing: number
  /** Lines done so far, of all. */
  done: number
}

/** Translates the lines of a recording, a batch after another. Throws what the translator throws. */
export async function* translateLines(
  translator: Translator,
  lines: readonly { idx: number; text: string }[],
  request: Pick<TranslationRequest, 'from' | 'to' | 'userId' | 'signal'>,
): AsyncGenerator<TranslatedBatch> {
  let done = 0
  for (const batch of makeBatches(lines)) {
    const translated = await translator.translate({
      ...request, purpose: 'recorded', lines: batch.map(({ text }) => text),
      before: lines.slice(0, done).slice(-limits.translationBeforeLinesMax).map(({ text }) => text),
    })
    const found = batch.flatMap(({ idx, text: source }, at) => {
      const text = translated[at]
      return text == null ? [] : [{ idx, source, text }]
    })
    done += batch.length
    yield { found, missing: batch.length - found.length, done }
  }
}
