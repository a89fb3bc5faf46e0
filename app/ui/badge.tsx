import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { toneStyle, type Tone } from './tone'

/** A word about the state of something. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classNames(
      'inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-semibold sm:whitespace-nowrap', toneStyle[tone],
    )}
    >
      {children}
    </span>
  )
}
