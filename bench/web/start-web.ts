import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freePort } from './figures'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The web process as `npm start` runs it, when it is ready. */
export async function startWeb(databaseUrl: string, dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, ['--import', 'tsx', 'app/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: databaseUrl, STENO_DATA_DIR: dataDir,
      STENO_WEB_PORT: String(port), STENO_PUBLIC_URL: url, STENO_LOG_LEVEL: 'warn',
    },
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await new Promise((resolve) => (child.exitCode === null ? child.on('exit', resolve) : resolve(null)))
  }
  for (let tries = 0; tries < 150; tries += 1) {
    if ((await fetch(`${url}/readyz`).catch(() => null))?.status === 200) return { url, stop }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await stop()
  throw new Error(`${url} does not become ready.`)
}
