import { useTranslations } from 'use-intl'
import { classNames } from '~/ui/class-names'
import { stateTones, type ShownState } from './shown-state'

const dots = { neutral: 'bg-muted', info: 'bg-info', success: 'bg-success', warning: 'bg-warning', danger: 'bg-danger' }

/** Where the recording stands, in a word, with a light that beats while it hears. */
export function StateBadge({ state }: { state: ShownState }) {
  const t = useTranslations('live.state')
  return (
    <p role="status" className="inline-flex items-center gap-2 font-semibold">
      <span
        aria-hidden="true"
        className={classNames(
          'size-2.5 shrink-0 rounded-full', dots[stateTones[state]],
          (state === 'speaking' || state === 'reconnecting') && 'animate-pulse',
        )}
      />
      {t(state)}
    </p>
  )
}
