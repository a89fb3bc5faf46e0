/** Pino's level of an error. */
const ERROR = 50
const WORDS_MAX = 200

interface LogLine {
  level?: number | string
  process?: string
  msg?: string
  err?: { message?: string; code?: string }
}

/** What copies have logged as an error or worse, and how often. */
export function countComplaints(log: string): [string, number][] {
  const counts = new Map<string, number>()
  for (const text of log.split('\n')) {
    const line = read(text)
    if (!line || !isBad(line)) continue
    const words = [line.process, line.msg, line.err?.code, line.err?.message].filter(Boolean).join(': ')
    const what = words.split('\n')[0]!.slice(0, WORDS_MAX)
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])
}

const isBad = ({ level }: LogLine) => level === 'error' || level === 'fatal' || (typeof level === 'number' && level >= ERROR)

/** What is no JSON was written by no logger: the last words of a process. Lines that begin with a space or a brace are their details. */
function read(text: string): LogLine | null {
  if (text.trim() === '' || /^[\s}]/.test(text)) return null
  try {
    return JSON.parse(text) as LogLine
  } catch {
    return { level: 'error', msg: text }
  }
}
