import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/support/longest-first'

export default defineConfig({
  resolve: { alias: { '~': new URL('./app', import.meta.url).pathname } },
  test: {
    include: ['{app,server,worker,domain,db,start,cli,tests}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    // What many files import is loaded once for all files of a worker: starting Node and loading it anew for each took as long as many of
    // them run. A file leaves nothing behind in its process.
    poolOptions: { forks: { isolate: false } },
    globalSetup: ['tests/support/global-setup.ts'],
    sequence: { sequencer: LongestFirst },
    // The machine that runs the tests may have a single core; real recognition in several files at once would only queue.
    maxWorkers: 2,
    minWorkers: 1,
    // A limit for what hangs, not a measure: a busy machine may take many times as long as an idle one.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
})
