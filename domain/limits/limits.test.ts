import { describe, expect, it } from 'vitest'
import { PCM_SAMPLE_RATE } from '../audio/media'
import { limits } from './limits'

describe('limits', () => {
  it('are positive whole numbers', () => {
    for (const [name, value] of Object.entries(limits)) {
      expect(Number.isSafeInteger(value) && value > 0, `${name} = ${value}`).toBe(true)
    }
  })

  it('end in their unit', () => {
    const unit = /(Bytes|Ms|Px|Rows|Pixels|Max|Min)$/
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
    expect(limits.webhookDeliveriesShownRows).toBeLessThanOrEqual(limits.webhookDeliveriesPageRows)
    // What is still to be repeated is not past its time.
    expect(limits.webhookAttemptsMax * limits.webhookRetryMsMax).toBeLessThan(limits.webhookDeliveriesKeepMs)
    expect(limits.webhookRetryMsMin).toBeGreaterThan(limits.webhookMsMax)
    // What has arrived in parts on the last day is put together before it counts as an orphan.
    expect(limits.uploadLifeMs + 2 * 60 * 60_000).toBeLessThan(limits.uploadOrphanMs)
    expect(limits.uploadUrlMs + limits.uploadStallMs).toBeLessThan(limits.uploadLifeMs)
    expect(limits.uploadUrlsMax).toBeLessThan(limits.uploadPartsMax)
    // One upload with all the addresses that it is given leaves places for others, and all together leave memory for the pages.
    expect(limits.uploadUrlsMax).toBeLessThan(limits.uploadPartsHeldMax)
    expect(limits.uploadPartsHeldMax * limits.uploadPartBytes).toBeLessThanOrEqual(256 * 1024 ** 2)
    // What a running version has is put there again long before its time is over.
    expect(limits.assetTendMs * 100).toBeLessThan(limits.assetKeepMs)
    // Whoever has started a copy of web waits a minute for it, of which a look at storage may take three tries.
    expect(3 * limits.storageAnswerMsMax + limits.assetWaitMs).toBeLessThan(60_000)
    expect(limits.searchCandidatesMax).toBeLessThan(limits.searchWeighedMax)
    expect(limits.cleanupBatchRows).toBeLessThan(limits.upkeepRowsPerRunMax)
    // What one press settles is more than a page shows, and less than would keep a request waiting for long.
    expect(limits.adminPageRows).toBeLessThan(limits.deadLettersAtOnceMax)
    expect(limits.deadLettersAtOnceMax).toBeLessThan(limits.queueCountedRows)
    expect(limits.llmStreamPauseMsMax).toBeLessThan(limits.llmCallMsMax)
    expect(limits.llmCallMsMax).toBeLessThan(limits.llmStreamMsMax)
    // An answer that is still being written is not given up for lost.
    expect(limits.searchVectorsMsMax + limits.llmStreamMsMax).toBeLessThan(limits.askAnswerMsMax)
    // A question of any length reaches search whole, and with it the beginning of the one before.
    expect(limits.askSearchCharsMax).toBeGreaterThanOrEqual(limits.askQuestionCharsMax + limits.searchCharsMax)
    expect(limits.accessTokenMs).toBeLessThan(limits.refreshTokenMs)
    expect(limits.idempotencyDeadMs).toBeGreaterThanOrEqual(4 * limits.idempotencyBeatMs)
    expect(limits.idempotencyKeepMs).toBeGreaterThan(limits.idempotencyDeadMs)
    // An attempt whose process died is followed by the next while its name is still known, and a name that is used daily is another upload.
    expect(limits.uploadNameMs).toBeGreaterThan(limits.idempotencyDeadMs + limits.uploadSettleMs)
    expect(limits.uploadNameMs).toBeLessThan(limits.idempotencyKeepMs)
    const { apiRequestsFreeMax, apiRequestsBasicMax, apiRequestsPremiumMax, apiRequestsEnterpriseMax } = limits
    const byPlan = [limits.apiRequestsGuestMax, apiRequestsFreeMax, apiRequestsBasicMax, apiRequestsPremiumMax, apiRequestsEnterpriseMax]
    expect([...byPlan].sort((a, b) => a - b)).toEqual(byPlan)
    // Of what a client holds, half is what is sent next: more than the minute that is under way.
    expect(limits.liveHeldMsMax / 2).toBeGreaterThan(60_000)
    // A server that lives says so several times before a session counts as forsaken.
    expect(limits.liveForsakenMs).toBeGreaterThanOrEqual(4 * limits.liveTouchMs)
    expect(limits.liveForsakenMs).toBeLessThan(limits.liveAbandonMs)
    expect(limits.clientFrameBytesMax).toBeGreaterThan(limits.liveFrameBytesMax)
    // The largest frame of PCM16 is no more audio than a session holds, at the lowest rate.
    expect((limits.clientFrameBytesMax * 1000) / (2 * limits.clientSampleRateMin)).toBeLessThan(limits.liveBacklogMsMax)
    // Whoever sends frames of 10 ms comes to the end of the audio that may wait first.
    expect(limits.clientWaitingMax * 10).toBeGreaterThanOrEqual(limits.liveBacklogMsMax)
    expect(limits.clientWavHeadBytesMax).toBeLessThan(limits.clientFrameBytesMax)
    expect(limits.liveCredentialCheckMs).toBeGreaterThan(limits.liveTouchMs)
    expect(limits.clientSecretMsMin).toBeLessThan(limits.clientSecretMs)
    expect(limits.clientSecretMs).toBeLessThan(limits.clientSecretMsMax)
    // A report with the longest address fits, and reaches no other guard first.
    expect(limits.vitalPathCharsMax + limits.vitalsPerReportMax * 64).toBeLessThan(limits.vitalReportBytesMax)
    expect(limits.vitalReportBytesMax).toBeLessThan(limits.requestFormBytesMax)
    // Prometheus waits ten seconds for a scrape.
    expect(limits.certificateWaitMs).toBeLessThan(10_000)
    expect(limits.liveSessionMsMax + limits.liveBacklogMsMax).toBeLessThan(limits.mediaDurationMsMax)
    // The command line follows each file that it sends, and leaves connections for the pages.
    expect(limits.cliFilesAtOnceMax).toBeLessThan(limits.sseConnectionsPerUserMax)
    expect(limits.cliLiveAheadMsMax).toBeLessThan(limits.liveBacklogMsMax / 2)
    expect(limits.cliLiveAheadMsMax).toBeLessThan(limits.cliLiveKeptMsMax)
  })

  it('hold those of storage', () => {
    const putMs = (bytes: number) => limits.storageAnswerMsMax + (bytes * 1000) / limits.storageBytesPerSecondMin
    // Who speaks at a usual pace is told that storage is away before the session has taken all that it may hold, in a last try of three.
    const pieceBytes = (limits.livePieceMsMax * PCM_SAMPLE_RATE * 2) / 1000
    expect(limits.liveStoreOutageMsMax + 3 * putMs(pieceBytes)).toBeLessThan(limits.liveBacklogMsMax)
    // What settles uploads by itself does not take one for lost whose storage is only slow.
    expect(3 * putMs(limits.uploadPartBytes)).toBeLessThan(limits.uploadSettleMs)
    expect(limits.storageAnswerMsMax).toBeLessThan(limits.storagePauseMsMax)
    expect(limits.storagePauseMsMax).toBeLessThan(limits.uploadStallMs)
  })

  it('hold those of clients that are slow', () => {
    // Who is silent is told so before they are cut off for bringing too little.
    expect(limits.uploadStallMs).toBeLessThan(limits.requestBodyWindowMs)
    expect(limits.requestHeadersMsMax).toBeLessThan(limits.requestBodyWindowMs)
    // The largest form that no upload is comes in one window, at half a kilobyte a second.
    expect(limits.requestFormBytesMax).toBeLessThanOrEqual(limits.requestBodyWindowBytesMin * 2)
    // The largest file, and the longest wait for an answer in which nothing is said, have the time that they are given elsewhere.
    expect(limits.requestMsMax).toBeGreaterThanOrEqual(limits.uploadLifeMs)
    expect(limits.connectionSilenceMsMax).toBeGreaterThan(limits.answerWaitMsMax)
    expect(limits.connectionSilenceMsMax).toBeGreaterThan(limits.askAnswerMsMax)
    expect(limits.connectionSilenceMsMax).toBeGreaterThan(limits.requestBodyWindowMs)
    // Who waits for a connection gives up before those that are held too long are given back, and is told to come again.
    expect(limits.databaseWaitMsMax).toBeLessThan(limits.databaseStatementMsMax)
    expect(limits.databaseStatementMsMax).toBeLessThan(limits.answerWaitMsMax)
  })

  it('hold those of requests that wait', () => {
    // The openai package gives up after ten minutes, and would send everything once more.
    expect(limits.answerWaitMsMax).toBeLessThan(10 * 60_000)
    expect(limits.remoteFileStartMsMax).toBeLessThan(limits.remoteFileMsMax)
    expect(limits.answerWaitMsMax + limits.forgetGraceMs).toBeLessThan(limits.uploadOrphanMs)
    expect(limits.sseHeartbeatMs).toBeLessThan(limits.answerWaitMsMax)
  })

  it('keep parts of uploads to what S3 takes: 5 MiB to 5 GiB but for the last, 10,000 of them', () => {
    expect(limits.uploadPartBytes).toBeGreaterThanOrEqual(5 * 1024 ** 2)
    expect(limits.uploadPartBytes).toBeLessThanOrEqual(5 * 1024 ** 3)
    expect(limits.uploadPartsMax).toBeLessThanOrEqual(10_000)
    expect(limits.uploadPartsMax * limits.uploadPartBytes).toBeGreaterThanOrEqual(limits.uploadBytesMax)
  })

  it('hold the relations of translation', () => {
    // Halving comes down to each of a few lines alone before the requests are used up.
    expect(2 * Math.ceil(Math.log2(limits.translationLinesMax))).toBeLessThanOrEqual(limits.translationCallsMax)
    expect(limits.translationCallsLiveMax).toBeLessThan(limits.translationCallsMax)
    expect(limits.translationBeforeLinesMax).toBeLessThan(limits.translationLinesMax)
    expect(limits.translationLiveMsMax).toBeLessThan(limits.llmCallMsMax)
    // What serves an interim is still known when its final is asked for, and what is asked for is known until it is answered.
    expect(limits.translationCacheMs).toBeGreaterThan(limits.liveInterimTranslationMs)
    expect(limits.translationCacheMs).toBeGreaterThan(limits.translationLiveMsMax)
    expect(limits.translationCacheLinesMax).toBeGreaterThan(limits.liveTranslationsWaitingMax + limits.liveTranslationsAtOnceMax)
    expect(limits.liveTranslationsAtOnceMax).toBeLessThan(limits.liveTranslationsWaitingMax)
    expect(limits.liveTranslationEndMs).toBeLessThan(limits.shutdownGraceMs)
    // A recording may keep whatever languages its session had.
    expect(limits.liveViewerLanguagesMax + 1).toBeLessThanOrEqual(limits.translationLanguagesMax)
    // One notice may be lost without a language being let go.
    expect(limits.liveViewerLanguageKeepMs).toBeGreaterThan(2 * limits.liveViewerLanguageRenewMs)
    expect(limits.spokenWaitingMax).toBeLessThan(limits.liveTranslationsWaitingMax)
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
