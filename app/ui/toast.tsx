import { CircleCheck, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useHydrated } from './use-hydrated'

const SHOWN_MS = 8_000

/**
 * Says once what has just been done, and goes after a while: not while it is pointed at or holds the focus, so nobody has to
 * read fast, and not without scripts.
 */
export function Toast({ message, close }: { message: string; close: string }) {
  const [shown, setShown] = useState(true)
  const [held, setHeld] = useState(false)
  const hydrated = useHydrated()
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => setShown(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [held])
  if (!shown) return null
  return (
    <div
      role="status"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="fixed inset-x-4 top-4 z-40 mx-auto flex max-w-md items-center gap-3 rounded-control bg-ink px-4 py-3 text-ground shadow-float"
    >
      <CircleCheck aria-hidden="true" className="size-5 shrink-0" />
      <p className="flex-1 text-[0.9375rem]">{message}</p>
      {hydrated && (
        <button type="button" aria-label={close} onClick={() => setShown(false)} className="-m-2 grid size-9 place-items-center rounded-full">
          <X aria-hidden="true" className="size-4" />
        </button>
      )}
    </div>
  )
}
