import type { ComponentPropsWithRef } from 'react'
import { classNames } from './class-names'

export const controlStyle = 'w-full min-h-11 rounded-control border border-edge bg-surface px-3 py-2 text-base text-ink '
  + 'placeholder:text-muted transition-colors hover:border-accent focus-visible:border-accent '
  + 'aria-invalid:border-danger aria-invalid:bg-danger-soft'

/** One line of text. Never smaller than 16 px, or phones zoom in on it. */
export function TextInput({ className, ...rest }: ComponentPropsWithRef<'input'>) {
  return <input {...rest} className={classNames(controlStyle, className)} />
}
