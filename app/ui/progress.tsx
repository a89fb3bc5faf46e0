import { classNames } from './class-names'

interface ProgressProps {
  /** 0 to `max`; null where nobody knows yet. */
  value: number | null
  max?: number
  /** What it is the progress of. */
  label: string
  tone?: 'accent' | 'warning' | 'danger'
}

const bars = {
  accent: '[&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent',
  warning: '[&::-webkit-progress-value]:bg-warning [&::-moz-progress-bar]:bg-warning',
  danger: '[&::-webkit-progress-value]:bg-danger [&::-moz-progress-bar]:bg-danger',
}

/** How far something is, as a bar. */
export function Progress({ value, max = 100, label, tone = 'accent' }: ProgressProps) {
  return (
    <progress
      aria-label={label}
      max={max}
      value={value === null ? undefined : Math.min(value, max)}
      className={classNames(
        'block h-2 w-full appearance-none overflow-hidden rounded-full border-0 bg-raised',
        '[&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:rounded-full [&::-moz-progress-bar]:rounded-full',
        '[&::-webkit-progress-value]:transition-[width] indeterminate:animate-pulse indeterminate:bg-accent-soft',
        bars[tone],
      )}
    />
  )
}
