import type { ErrorBody } from './error-body'
import type { FilledIn } from './form-fields'
import { useErrorText } from './error-text'

/**
 * Sorts the error of an action to where it is shown: `of(field)` beside the field at fault, `rest` at the head of the form
 * for errors of no field that the form has.
 */
export function useFormErrors(error: ErrorBody | null | undefined, fields: readonly string[]) {
  const tell = useErrorText()
  const field = error?.field && fields.includes(error.field) ? error.field : null
  return {
    of: (name: string) => (error && field === name ? tell(error) : undefined),
    rest: error && !field ? tell(error) : undefined,
  }
}

/** The error that an action answered, whatever else it may answer. */
export function errorOf(answer: unknown): ErrorBody | null {
  return answer && typeof answer === 'object' && 'error' in answer ? (answer.error as ErrorBody) : null
}

/** What was filled in where an action has refused it. */
export function filledOf(answer: unknown): FilledIn | null {
  return answer && typeof answer === 'object' && 'filled' in answer ? (answer.filled as FilledIn | null) : null
}
