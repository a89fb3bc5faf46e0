import { onCLS, onFCP, onINP, onLCP, onTTFB, type Metric } from 'web-vitals'
import { paths } from './paths'

/**
 * Measures how this page was to its reader and tells the server, once, when it is left or put away. Loaded after everything else; the
 * page's own address counts, also where its reader has gone on to others without loading anew.
 */
export function reportVitals(): void {
  const path = location.pathname
  const measured = new Map<string, number>()
  const note = ({ name, value }: Metric) => void measured.set(name, value)
  for (const watch of [onCLS, onFCP, onINP, onLCP, onTTFB]) watch(note)

  const send = () => {
    if (measured.size === 0) return
    const vitals = [...measured].map(([name, value]) => ({ name, value }))
    measured.clear()
    navigator.sendBeacon(paths.vitals(), JSON.stringify({ path, vitals }))
  }
  // The library reports its last values at the same event, and was told of it before.
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send()
  })
  addEventListener('pagehide', send)
}
