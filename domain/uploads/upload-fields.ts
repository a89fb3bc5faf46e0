import { z } from 'zod'
import { lineField } from '../errors/line-field'
import { limits } from '../limits/limits'

const FILE_NAME_CHARS_MAX = 255
/** What a file is called that came without a name. */
const UNNAMED = 'Untitled'

/** The last part of whatever path a browser sent, without what cannot be shown; never empty. */
export function parseFileName(sent: string): string {
  const name = sent.split(/[\\/]/).at(-1) ?? ''
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  return Array.from(clean || UNNAMED)
    .slice(0, FILE_NAME_CHARS_MAX)
    .join('')
}

/** A file's name without its extension, as long as a title may be; empty where it came without one: nobody has named the recording. */
export function titleFromFileName(fileName: string): string {
  if (fileName === UNNAMED) return ''
  const stem = fileName.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, '').trim()
  return (stem || fileName).slice(0, limits.titleCharsMax).trim()
}

/** What is said about an upload beside its file. An empty title falls back to the file's name. */
export const uploadFields = z.object({
  title: z.preprocess(
    (title) => (typeof title === 'string' && title.trim() === '' ? undefined : title),
    lineField('The title', limits.titleCharsMax).optional(),
  ),
  language: z
    .string('Choose a language.')
    .max(35, 'This is not a language.')
    .regex(/^(auto|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/, 'This is not a language.'),
  modelId: z
    .string()
    .max(100, 'There is no such model.')
    .regex(/^[A-Za-z0-9._-]+$/, 'There is no such model.')
    .nullish(),
  uploadKey: z.uuid('This is not an upload key.').nullish(),
})
