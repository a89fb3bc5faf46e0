import { useEffect, useRef, type ReactNode } from 'react'
import { Alert } from './alert'

/** Why a form was not accepted, at its head. It takes the focus, so that nobody has to look for it. */
export function FormError({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => ref.current?.focus(), [children])
  return <div ref={ref} tabIndex={-1} className="rounded-control"><Alert tone="danger">{children}</Alert></div>
}
