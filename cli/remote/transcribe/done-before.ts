import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { limits } from '#domain/limits/limits'

/** A file as it was when something was done with it. */
export interface FileState {
  path: string
  bytes: number
  modifiedMs: number
}

/** What was done with a file. */
export interface Deed extends FileState {
  /** Server and user: what one has is nothing to the other. */
  owner: string
  /** Of the file's content, and what was wished for. */
  key: string
  wish: string
  /** Null where Steno does not take it. */
  recordingId: string | null
  /** How many recordings of it there were before that are gone now. */
  attempt: number
  state: 'uploaded' | 'done' | 'refused'
  /** Where its transcript was written, from the root on; absent for stdout, and before it is written. */
  output?: string
}

/**
 * What this user's command line has done, in a file of one JSON object a line: later lines hold, and a line that was cut
 * short by the end of the machine is passed over. Several commands may add to it at once.
 */
export class DoneBefore {
  readonly #file: string
  readonly #owner: string
  readonly #byKey = new Map<string, Deed>()
  readonly #byPath = new Map<string, Deed>()
  readonly #byOutput = new Map<string, Deed>()

  private constructor(file: string, owner: string) {
    this.#file = file
    this.#owner = owner
  }

  static async open(file: string, owner: string): Promise<DoneBefore> {
    const before = new DoneBefore(file, owner)
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean)
    for (const line of lines) before.#take(line)
    if (lines.length > 2 * limits.cliDeedsMax) await replace(file, lines.slice(-limits.cliDeedsMax))
    return before
  }

  /** What was done with this content under the same wishes; null for nothing. */
  find(key: string): Deed | null {
    return this.#byKey.get(key) ?? null
  }

  /** What was done with this very file, as far as can be told without reading it. */
  findFile({ path, bytes, modifiedMs }: FileState, wish: string): Deed | null {
    const deed = this.#byPath.get(path)
    return deed?.bytes === bytes && deed.modifiedMs === modifiedMs && deed.wish === wish ? deed : null
  }

  /** The file whose transcript was written there last; null where none is known. */
  findSource(output: string): string | null {
    return this.#byOutput.get(output)?.path ?? null
  }

  async note(deed: Omit<Deed, 'owner'>): Promise<void> {
    const line = JSON.stringify({ at: new Date().toISOString(), owner: this.#owner, ...deed })
    this.#take(line)
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 })
    await appendFile(this.#file, `${line}\n`, { mode: 0o600 })
  }

  #take(line: string): void {
    const deed = parse(line)
    if (deed?.owner !== this.#owner) return
    this.#byKey.set(deed.key, deed)
    this.#byPath.set(deed.path, deed)
    if (deed.output !== undefined) this.#byOutput.set(deed.output, deed)
  }
}

function parse(line: string): Deed | null {
  try {
    return JSON.parse(line) as Deed
  } catch {
    return null
  }
}

async function replace(file: string, lines: readonly string[]): Promise<void> {
  const draft = `${file}.${process.pid}.part`
  await writeFile(draft, `${lines.join('\n')}\n`, { mode: 0o600 })
  await rename(draft, file)
}
