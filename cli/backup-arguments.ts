import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { requirePassphrase } from '#domain/backup/sealed-secrets.server'
import { UsageError } from './usage-error'

/** The options of a command line that takes nothing else. Throws UsageError. */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(argv: string[], options: T) {
  try {
    return parseArgs({ args: argv, options, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? `${error.message.split('\n')[0]}` : String(error))
  }
}

/** A folder that must be named. Throws UsageError. */
export function requireFolder(option: string, value: string | undefined): string {
  if (!value) throw new UsageError(`Name the folder with --${option} DIR.`)
  return path.resolve(value)
}

/** The passphrase in a file; null where no file is named. Throws AppError `config_invalid` for one that is too short. */
export async function readPassphrase(file: string | undefined): Promise<string | null> {
  return file === undefined ? null : requirePassphrase(await readFile(file, 'utf8'))
}
