/** What a message or a mark means. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger'

export const toneStyle: Record<Tone, string> = {
  neutral: 'bg-raised text-muted',
  info: 'bg-info-soft text-info',
  success: 'bg-success-soft text-success',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
}
