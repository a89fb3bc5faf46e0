import { CircleAlert, CircleCheck, CircleDashed, CircleSlash } from 'lucide-react'
import { Spinner } from '~/ui/spinner'
import type { ShownStep } from './shown-steps.server'

const iconStyle = 'size-5 shrink-0'

/** The mark of one step. */
export function StepMark({ status, degraded }: Pick<ShownStep, 'status' | 'degraded'>) {
  if (status === 'running') return <Spinner />
  if (status === 'failed') return <CircleAlert aria-hidden="true" className={`${iconStyle} text-danger`} />
  if (status === 'done' && degraded === null) return <CircleCheck aria-hidden="true" className={`${iconStyle} text-success`} />
  if (status === 'done' || status === 'skipped') return <CircleSlash aria-hidden="true" className={`${iconStyle} text-warning`} />
  return <CircleDashed aria-hidden="true" className={`${iconStyle} text-muted`} />
}
