import { AppError } from '#domain/errors/app-error'

/** Forms that have been read, for as long as their requests last: a body can be read once. */
const formsRead = new WeakMap<Request, FormData>()

/** The form that a request carries. Throws AppError `bad_request` where it carries something else. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    const form = await request.formData()
    formsRead.set(request, form)
    return form
  } catch (cause) {
    throw new AppError('bad_request', 'This is no form that Steno can read.', { cause })
  }
}

/** The text of a field; an absent one, or a file, is the empty string. */
export function textField(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** What somebody has filled in, to be shown to them again: the values of each field, none where it had none. */
export type FilledIn = Readonly<Record<string, readonly string[]>>

/** The named fields of the form that was read of a request; null where it had none of them. Files cannot be given back. */
export function filledIn(request: Request, names: readonly string[]): FilledIn | null {
  const form = formsRead.get(request)
  if (!form || !names.some((name) => form.has(name))) return null
  return Object.fromEntries(names.map((name) => [name, form.getAll(name).filter((value) => typeof value === 'string')]))
}

/** A whole number from 0 on, in plain digits; null for anything else, such as `1.5`, `1e3` or nothing. */
export function parseWholeNumber(text: string): number | null {
  const number = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(number) ? number : null
}

/** The refusal of a form that asks for nothing that its page can do. */
export function unknownForm(): AppError {
  return new AppError('bad_request', 'Steno does not know what to do with this form.')
}
