import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { requirePassphrase } from '#domain/backup/sealed-secrets.server'
import { UsageError } from './usage-error'

/** A folder that must be named. Throws UsageError. */
export function requireFolder(option: string, value: string | undefined): string {
  if (!value) throw new UsageError(`Name the folder with --${option} DIR.`)
  return path.resolve(value)
}

/** The passphrase in a file; null where no file is named. Throws AppError `config_invalid` for one that is too short. */
export async function readPassphrase(file: string | undefined): Promise<string | null> {
  return file === undefined ? null : requirePassphrase(await readFile(file, 'utf8'))
}
