import { classNames } from './class-names'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger'
export type ButtonSize = 'small' | 'medium' | 'large'

const base = 'inline-flex items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap transition-colors '
  + 'select-none disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong shadow-card',
  secondary: 'bg-surface text-ink border border-line hover:bg-raised hover:border-edge',
  quiet: 'text-ink hover:bg-raised',
  danger: 'bg-danger text-on-danger hover:brightness-92',
}

const sizes: Record<ButtonSize, string> = {
  small: 'min-h-9 px-3 text-sm',
  medium: 'min-h-11 px-4 text-[0.9375rem]',
  large: 'min-h-12 px-6 text-base',
}

/** One look for buttons and for links that act like them. */
export function buttonStyle(variant: ButtonVariant = 'primary', size: ButtonSize = 'medium', className?: string): string {
  return classNames(base, variants[variant], sizes[size], className)
}
