import { describe, expect, it } from 'vitest'
import { limits } from './limits'

describe('limits', () => {
  it('are positive whole numbers', () => {
    for (const [name, value] of Object.entries(limits)) {
      expect(Number.isSafeInteger(value) && value > 0, `${name} = ${value}`).toBe(true)
    }
  })

  it('end in their unit', () => {
    const unit = /(Bytes|Ms|Px|Rows|Chars|Pixels|Max|Min)$/
    for (const name of Object.keys(limits)) expect(name).toMatch(unit)
  })

  it('hold their relations', () => {
    expect(limits.heartbeatDeadMs).toBeGreaterThanOrEqual(4 * limits.heartbeatMs)
    // Detection, one sweep and one poll must fit into the five seconds promised for a takeover.
    expect(limits.heartbeatDeadMs + limits.sweepMs + limits.jobPollMs + limits.heartbeatMs).toBeLessThan(5000)
    expect(limits.mediaReadChunkBytes).toBeLessThan(limits.mediaChildRssBytesMax)
    expect(limits.passwordCharsMin).toBeLessThan(limits.passwordCharsMax)
    // One address must neither lock an account for all others, nor be locked by guessing at one account alone.
    expect(limits.loginAttemptsPerPairMax).toBeLessThan(limits.loginAttemptsPerAddressMax)
    expect(limits.loginAttemptsPerPairMax * 10).toBeLessThanOrEqual(limits.loginAttemptsPerAccountMax)
    expect(limits.uploadStallMs).toBeLessThan(limits.uploadOrphanMs)
    expect(limits.uploadSettleMs).toBeGreaterThan(4 * limits.mediaProbeMsMax)
    expect(limits.uploadSettleMs).toBeLessThan(limits.uploadOrphanMs)
    expect(limits.liveSessionMsMax + limits.liveBacklogMsMax).toBeLessThan(limits.mediaDurationMsMax)
  })

  it('hold those of search and of questions', () => {
    // Pages of results are whole, and all ways of searching give more than one.
    expect(limits.searchCandidatesMax % limits.searchResultsMax).toBe(0)
    expect(limits.searchCandidatesMax).toBeGreaterThan(limits.searchResultsMax)
    expect(limits.askPassagesMax).toBeLessThanOrEqual(limits.searchCandidatesMax)
    expect(limits.askExtractsMax).toBeLessThanOrEqual(limits.askPassagesMax)
    expect(limits.askQuestionCharsMax).toBeGreaterThanOrEqual(limits.searchCharsMax)
    // Words stand in for the meaning before a store or a model would have given up by itself.
    expect(limits.searchVectorsMsMax).toBeLessThan(limits.vectorStoreCallMsMax)
    expect(limits.searchVectorsMsMax).toBeLessThan(limits.embeddingCallMsMax)
    // Who waits for an answer is not told that it was lost while it is still being looked for.
    expect(limits.searchVectorsMsMax + limits.llmCallMsMax).toBeLessThan(limits.askAnswerMsMax)
  })

  it('hold those of passages and their vectors', () => {
    // Passages of several segments are embedded whole, with room to 512 tokens for a tokenizer that cuts finer.
    expect(limits.chunkTokensMax).toBeLessThanOrEqual(limits.embeddingTextTokensMax)
    expect(limits.embeddingTextTokensMax * 2).toBeLessThanOrEqual(512)
    // The longest segment, at a token a character, goes in one call.
    expect(limits.segmentTextCharsMax / limits.embeddingTextTokensMax).toBeLessThan(limits.embeddingBatchTextsMax)
    expect(limits.embeddingRetryMsMin).toBeLessThan(limits.embeddingRetryMsMax)
    // Upkeep comes every minute: the one that went wrong must not be the first again.
    expect(limits.embeddingOutageMs).toBeGreaterThan(60_000)
  })
})
