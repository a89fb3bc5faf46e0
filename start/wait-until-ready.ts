import { setTimeout as sleep } from 'node:timers/promises'

export interface ReadyQuestion {
  host: string
  processes: readonly { name: string; port: number }[]
  /** After this long one line says what is still missing; waiting goes on. */
  patienceMs: number
  log: (line: string) => void
  signal: AbortSignal
}

/** Asks each process's `/readyz` until all say yes; false if the signal aborted first. */
export async function waitUntilReady(question: ReadyQuestion): Promise<boolean> {
  const host = question.host === '0.0.0.0' || question.host === '::' ? '127.0.0.1' : question.host
  const complainAt = Date.now() + question.patienceMs
  let hasComplained = false
  for (;;) {
    const answers = await Promise.all(
      question.processes.map(({ name, port }) => missingOf(name, `http://${host}:${port}/readyz`)),
    )
    if (question.signal.aborted) return false
    const missing = answers.filter((answer) => answer !== null)
    if (missing.length === 0) return true
    if (!hasComplained && Date.now() > complainAt) {
      hasComplained = true
      question.log(`Still waiting for ${missing.join(', ')}.`)
    }
    await sleep(100)
  }
}

/** Null if ready; else the process's name, with the parts that it waits for. */
async function missingOf(name: string, url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
    if (response.ok) return null
    const { checks } = (await response.json()) as { checks: Record<string, { ok: boolean; reason?: string }> }
    const parts = Object.entries(checks).filter(([, check]) => !check.ok)
    return `${name} (${parts.map(([part, check]) => `${part}: ${check.reason}`).join(', ')})`
  } catch {
    return name
  }
}
