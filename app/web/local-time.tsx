import { useFormatter } from 'use-intl'
import { useHydrated } from '~/ui/use-hydrated'
import { useDay } from './use-day'

/**
 * A moment in the reader's language. The server cannot know the reader's time zone, so it tells the moment in UTC and says
 * so; the browser, once it has taken over, tells it in its own.
 */
export function LocalTime({ at, show = 'dateTime' }: { at: string | Date; show?: 'date' | 'dateTime' }) {
  const format = useFormatter()
  const day = useDay()
  const hydrated = useHydrated()
  const moment = new Date(at)
  const zone = hydrated ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC'
  const text = show === 'date'
    ? day(moment)
    : format.dateTime(moment, {
        year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZone: zone,
        ...(hydrated ? {} : { timeZoneName: 'short' }),
      })
  return <time dateTime={moment.toISOString()}>{text}</time>
}
