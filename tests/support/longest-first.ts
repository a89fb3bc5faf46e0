import path from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The files that take longest, as one run of the whole suite timed them, slowest first. Only the order matters, so a figure that has
 * drifted does no harm; a file that is not named counts as short.
 */
export const longest = [
  'tests/e2e/accounts.test.ts',
  'tests/faults/killed.test.ts',
  'tests/e2e/recording.test.ts',
  'domain/recognition/transcribe-pcm.test.ts',
  'cli/transcribe.test.ts',
  'tests/live/page-client.test.ts',
  'server/recognizer/live-recognizer.test.ts',
  'tests/worker/what-remains.test.ts',
  'tests/e2e/whole-job.test.ts',
  'tests/web/webhook-routes.test.ts',
  'tests/backup/backup.test.ts',
  'tests/e2e/upload.test.ts',
  'tests/web/admin.test.ts',
  'tests/e2e/api-keys.test.ts',
  'tests/live/process.test.ts',
  'tests/api/openai-client.test.ts',
  'tests/e2e/library.test.ts',
  'tests/web/accounts.test.ts',
  'tests/live/foreign-speech.test.ts',
  'tests/api/deepgram-client.test.ts',
  'tests/worker/worker.test.ts',
  'tests/web/recording-routes.test.ts',
  'tests/live/session.test.ts',
  'tests/faults/random-moments.test.ts',
  'tests/faults/live-database-away.test.ts',
  'tests/e2e/search.test.ts',
  'tests/faults/database-away.test.ts',
  'tests/e2e/translation.test.ts',
  'tests/telemetry/processes.test.ts',
  'tests/faults/race.test.ts',
  'tests/live/hostile.test.ts',
  'tests/web/edges.test.ts',
  'tests/api/fuzz.test.ts',
  'tests/cli/live.test.ts',
  'tests/cli/account.test.ts',
  'tests/live/random-cuts.test.ts',
  'tests/live/revoked.test.ts',
  'tests/live/viewers.test.ts',
  'db/embedded/cluster.test.ts',
  'domain/live/join-live.test.ts',
  'tests/e2e/ask.test.ts',
  'domain/audio/decode-media.test.ts',
  'tests/api/waiting.test.ts',
  'tests/e2e/again.test.ts',
  'domain/uploads/accept-upload.test.ts',
  'tests/e2e/live.test.ts',
  'tests/faults/no-graphics-card.test.ts',
  'tests/api/upload.test.ts',
  'tests/live/streaming-session.test.ts',
  'tests/web/ask-routes.test.ts',
  'tests/web/database-away.test.ts',
  'domain/recognition/recognizer-pool.test.ts',
  'tests/live/realtime.test.ts',
  'domain/search/search.test.ts',
  'tests/live/translation.test.ts',
  'server/recognizer/live-pool.test.ts',
  'domain/accounts/login.test.ts',
  'tests/edge/caddy.test.ts',
  'domain/audio/media-run.test.ts',
  'tests/web/upload-routes.test.ts',
  'tests/live/corners.test.ts',
  'tests/live/deepgram.test.ts',
  'start/run-house.test.ts',
  'server/recognizer/threads/window-engine.test.ts',
  'tests/api/open-api.test.ts',
  'domain/audio/probe-media.test.ts',
  'tests/faults/killed-step.test.ts',
] as const

/**
 * Starts the longest files first, so that none of them runs on alone at the end. vitest knows how long each took the last time, but a
 * fresh checkout has no such memory.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return longestFirst(await super.sort(files), ({ moduleId }) => path.relative(this.ctx.config.root, moduleId))
  }
}

/** Those that are named come first, in the order of their naming; the others keep theirs. */
export function longestFirst<File>(files: readonly File[], nameOf: (file: File) => string): File[] {
  const place = new Map<string, number>(longest.map((name, at) => [name, at]))
  const placeOf = (file: File) => place.get(nameOf(file)) ?? longest.length
  return [...files].sort((a, b) => placeOf(a) - placeOf(b))
}
