import type { ComponentPropsWithRef } from 'react'
import { buttonStyle, type ButtonSize, type ButtonVariant } from './button-style'
import { Spinner } from './spinner'

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Shows that the press is being carried out; a second press is ignored meanwhile. */
  busy?: boolean
}

/** A button; it submits its form unless told otherwise. */
export function Button({ variant, size, busy = false, className, children, type = 'submit', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonStyle(variant, size, className)}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}
