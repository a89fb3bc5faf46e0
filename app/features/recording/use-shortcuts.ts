import { useEffect } from 'react'
import type { Player } from './use-player'

export const SKIP_MS = 10_000

/** What does something of its own with these keys. */
const ownKeys = 'input, textarea, select, button, a, summary, dialog, [role]'

/** Keys that play, where they mean nothing else: never in a field, on a button or a link, or with other modifiers. */
export function useShortcuts(player: Player): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return
      if (event.target instanceof Element && event.target.closest(ownKeys)) return
      const act = actionOf(event, player)
      if (!act) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [player])
}

function actionOf({ key, altKey }: KeyboardEvent, player: Player): (() => void) | undefined {
  if (altKey) return { ArrowUp: () => player.step(-1), ArrowDown: () => player.step(1) }[key]
  return { ' ': player.toggle, ArrowLeft: () => player.skip(-SKIP_MS), ArrowRight: () => player.skip(SKIP_MS) }[key]
}
