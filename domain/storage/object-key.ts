import { AppError } from '../errors/app-error'

/** Below the 1024 bytes that S3 allows, and each name below the 255 bytes that file systems allow. */
const keyCharsMax = 512
const nameCharsMax = 128
const namePattern = /^[A-Za-z0-9._-]+$/

function isName(name: string): boolean {
  return name.length <= nameCharsMax && namePattern.test(name) && name !== '.' && name !== '..'
}

/** Whether the key is one that stores accept: slash-separated names of `[A-Za-z0-9._-]`, never `.` or `..`. */
export function isObjectKey(key: string): boolean {
  return key.length <= keyCharsMax && key.split('/').every(isName)
}

/** Refuses with `bad_request` whatever is not a key. */
export function requireObjectKey(key: string): void {
  if (!isObjectKey(key)) throw refusal('storage key', key)
}

/** A prefix is empty or the beginning of a key, so its last name may be unfinished. Refuses with `bad_request`. */
export function requireKeyPrefix(prefix: string): void {
  const folders = prefix.split('/')
  const unfinished = folders.pop() ?? ''
  const isUnfinishedName = unfinished.length <= nameCharsMax && (unfinished === '' || namePattern.test(unfinished))
  if (prefix.length > keyCharsMax || !folders.every(isName) || !isUnfinishedName) {
    throw refusal('prefix of storage keys', prefix)
  }
}

function refusal(what: string, value: string): AppError {
  const shown = JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
  return new AppError(
    'bad_request',
    `${shown} is no ${what}: up to ${keyCharsMax} characters of A–Z, a–z, 0–9, ".", "_" and "-", in names of up to ` +
      `${nameCharsMax} characters separated by "/", are accepted.`,
  )
}
