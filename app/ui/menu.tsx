import { useEffect, useRef, type ReactNode } from 'react'
import { classNames } from './class-names'

interface MenuProps {
  /** What the button shows. */
  trigger: ReactNode
  /** Name of the button, where it shows no text. */
  label?: string
  children: ReactNode
  /** Which edge of the button the panel keeps to, and whether it opens upwards. */
  align?: 'start' | 'end'
  side?: 'down' | 'up'
  triggerClassName?: string
}

/**
 * A button that opens a panel of links and forms. It is a `details` element, so it opens without scripts too; with them it
 * also closes on Escape, on a click elsewhere and when the focus leaves it.
 */
export function Menu({ trigger, label, children, align = 'end', side = 'down', triggerClassName }: MenuProps) {
  const ref = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const details = ref.current!
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !details.contains(event.target)) details.open = false
    }
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !details.open) return
      details.open = false
      details.querySelector('summary')?.focus()
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    document.addEventListener('keydown', closeOnEscape)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
      document.removeEventListener('keydown', closeOnEscape)
    }
  }, [])
  return (
    <details
      ref={ref}
      className="relative"
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a')) event.currentTarget.open = false
      }}
    >
      <summary aria-label={label} className={classNames('rounded-control transition-colors', triggerClassName ?? 'hover:bg-raised')}>
        {trigger}
      </summary>
      <div
        className={classNames(
          'absolute z-40 w-[21.5rem] max-w-[calc(100vw-2rem)] rounded-card border border-line bg-surface p-2 shadow-float',
          align === 'end' ? 'right-0' : 'left-0',
          side === 'down' ? 'top-full mt-2' : 'bottom-full mb-2',
        )}
      >
        {children}
      </div>
    </details>
  )
}
