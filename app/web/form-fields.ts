import { AppError } from '#domain/errors/app-error'

/** The form that a request carries. Throws AppError `bad_request` where it carries something else. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch (cause) {
    throw new AppError('bad_request', 'This is no form that Steno can read.', { cause })
  }
}

/** The text of a field; an absent one, or a file, is the empty string. */
export function textField(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
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
