import { afterAll, beforeAll } from 'vitest'
import { startWorkerProcess, type WorkerProcess } from '#tests/worker/worker-process'
import { useApiHouse, type ApiHouse } from './api-house'
import type { TestWebOptions } from './web-services'

/** The APIs, and a worker that does what they wait for. */
export function useAnsweringHouse(options: TestWebOptions = {}): ApiHouse {
  const api = useApiHouse({}, options)
  let worker: WorkerProcess
  beforeAll(async () => {
    const { databaseUrl, dataDir } = api.house
    worker = await startWorkerProcess(databaseUrl, dataDir, options.env ?? {})
  })
  afterAll(() => worker.stop())
  return api
}
