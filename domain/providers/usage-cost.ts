import type { LlmUsage } from './llm'

/** Per million tokens, in the installation's currency. */
export interface TokenPrices {
  input: number
  output: number
}

/** What a call cost in millionths of the currency; null where prices are not known. */
export function costMicros(usage: Pick<LlmUsage, 'inputTokens' | 'outputTokens'>, prices: TokenPrices | null): number | null {
  // A price per million tokens is the price of one token in millionths.
  return prices && Math.round(usage.inputTokens * prices.input + usage.outputTokens * prices.output)
}
