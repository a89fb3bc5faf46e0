import { CircleCheck, X } from 'lucide-react'
import { useState } from 'react'
import { useHydrated } from './use-hydrated'

/** Says once what has just been done. It stays until it is closed or the page is left: nobody has to read fast. */
export function Toast({ message, close }: { message: string; close: string }) {
  const [shown, setShown] = useState(true)
  const hydrated = useHydrated()
  if (!shown) return null
  return (
    <div
      role="status"
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
