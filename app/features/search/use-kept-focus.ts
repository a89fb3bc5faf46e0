import { useEffect, useRef, type RefObject } from 'react'

/**
 * A form that is made anew with the answer takes the focus along: to the same field of the new one, so that those who use the
 * keyboard go on from there. Not where a finger typed: its keyboard would cover the answer.
 * @param key that of the form
 * @returns what to call when it is sent
 */
export function useKeptFocus(form: RefObject<HTMLFormElement>, key: string): () => void {
  const place = useRef(-1)
  useEffect(() => {
    const field = form.current?.elements[place.current]
    place.current = -1
    if (!(field instanceof HTMLElement) || document.activeElement !== document.body) return
    if (matchMedia('(hover: none)').matches) return
    field.focus({ preventScroll: true })
    if (field instanceof HTMLInputElement && field.type === 'search') field.setSelectionRange(field.value.length, field.value.length)
  }, [form, key])
  return () => {
    place.current = [...form.current!.elements].indexOf(document.activeElement ?? document.body)
  }
}
