import type { components } from './api-types'

/** Why a request was refused (RFC 9457). */
export type Problem = components['schemas']['Problem']

/** A code of Steno's; `not_steno` where what answered was something else, such as a proxy on the way. */
export type ProblemCode = Problem['code'] | 'not_steno'

/** A request was refused. Go by `code`; the message is English, for whoever operates the program. */
export class StenoProblem extends Error {
  override readonly name = 'StenoProblem'
  readonly code: ProblemCode
  /** HTTP. */
  readonly status: number
  /** All that was said; null for `not_steno`. */
  readonly problem: Problem | null
  /** When to come again, as far as it was said. */
  readonly retryAfterMs: number | null

  constructor(status: number, problem: Problem | null, retryAfterMs: number | null = null) {
    super(problem?.detail ?? `The answer ${status} is none of Steno’s.`)
    this.code = problem?.code ?? 'not_steno'
    this.status = status
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }
}

/** No answer came: the address is wrong, or the line is down. `cause` is what fetch says. */
export class StenoUnreachable extends Error {
  override readonly name = 'StenoUnreachable'

  constructor(url: string, cause: unknown) {
    super(`Nothing answers at ${new URL(url).origin}.`, { cause })
  }
}

/** Reads a refusal. */
export async function readProblem(response: Response): Promise<StenoProblem> {
  const isProblem = /^application\/problem\+json\b/.test(response.headers.get('Content-Type') ?? '')
  // What breaks off while it is read says no more than its status.
  const text = await response.text().catch(() => '')
  return new StenoProblem(response.status, isProblem ? parseProblem(text) : null, retryAfterOf(response))
}

function parseProblem(text: string): Problem | null {
  try {
    return JSON.parse(text) as Problem
  } catch {
    return null
  }
}

/** `Retry-After` in either of its forms: seconds, or a date. */
function retryAfterOf({ headers }: Response): number | null {
  const text = headers.get('Retry-After')
  if (text === null) return null
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}
