/** The text of a field; an absent one, or a file, is the empty string. */
export function textField(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
