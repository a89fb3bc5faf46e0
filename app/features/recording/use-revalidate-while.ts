import { useRevalidator } from '@remix-run/react'
import { useEffect, useRef } from 'react'

const EVERY_MS = 2_000

/** Loads the page's data again every few seconds, for as long as that is wanted and the page can be seen. */
export function useRevalidateWhile(isWanted: boolean): void {
  const { revalidate, state } = useRevalidator()
  const latest = useRef({ revalidate, state })
  latest.current = { revalidate, state }
  useEffect(() => {
    if (!isWanted) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && latest.current.state === 'idle') latest.current.revalidate()
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [isWanted])
}
