import { useState } from 'react'
import { paths } from '~/web/paths'

/** Whether translations are spoken while somebody speaks, too; kept on this device, as other preferences are. */
export function useSpeaksOver(kept: boolean): [boolean, (speaksOver: boolean) => void] {
  const [speaksOver, setSpeaksOver] = useState(kept)
  const change = (wished: boolean) => {
    setSpeaksOver(wished)
    const body = new URLSearchParams({ speaksOver: wished ? '1' : '0' })
    // The answer leads to a page that nobody asked for. What is not kept now holds until the page is left.
    void fetch(paths.preferences(), { method: 'POST', body, redirect: 'manual' }).catch(() => undefined)
  }
  return [speaksOver, change]
}
