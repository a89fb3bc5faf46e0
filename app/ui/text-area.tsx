import type { ComponentPropsWithRef } from 'react'
import { classNames } from './class-names'
import { controlStyle } from './text-input'

/** Several lines of text. */
export function TextArea({ className, ...rest }: ComponentPropsWithRef<'textarea'>) {
  return <textarea {...rest} className={classNames(controlStyle, className)} />
}
