import { startHouseProcess, type HouseProcess } from '#tests/support/house-process'

export type WorkerProcess = HouseProcess

/** Starts worker/main.ts as `npm start` does, and waits until it is ready. */
export function startWorkerProcess(
  databaseUrl: string,
  dataDir: string,
  env: Record<string, string>,
): Promise<WorkerProcess> {
  return startHouseProcess({ file: 'worker/main.ts', portVariable: 'STENO_WORKER_PORT', databaseUrl, dataDir, env })
}
