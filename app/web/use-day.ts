import { useFormatter } from 'use-intl'
import { useHydrated } from '~/ui/use-hydrated'

/** Tells the day of a moment in the reader's language: of UTC on the server, and of their own time zone once scripts are there. */
export function useDay(): (at: string | Date) => string {
  const format = useFormatter()
  const timeZone = useHydrated() ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC'
  return (at) => format.dateTime(new Date(at), { dateStyle: 'medium', timeZone })
}
