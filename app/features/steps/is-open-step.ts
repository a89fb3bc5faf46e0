import type { ShownStep } from './shown-steps.server'

/** Whether something is still to come of it. */
export function isOpenStep({ status }: Pick<ShownStep, 'status'>): boolean {
  return status === 'waiting' || status === 'queued' || status === 'running'
}
