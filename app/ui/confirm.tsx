import { AlertDialog } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { buttonStyle, type ButtonSize, type ButtonVariant } from './button-style'
import { useHydrated } from './use-hydrated'

interface ConfirmProps {
  /** What the button that asks shows. */
  trigger: ReactNode
  triggerVariant?: ButtonVariant
  triggerSize?: ButtonSize
  title: ReactNode
  description: ReactNode
  cancel: ReactNode
  /** The form that does it, with its submit button. */
  children: ReactNode
  /** Opens it from the start, as when its form came back with an error. */
  defaultOpen?: boolean
}

const panel = 'grid gap-4 rounded-card border border-line bg-surface p-5 sm:p-6'

/** A form that came back is mended where it is wrong; else the dialog begins with what does nothing. */
function toFieldAtFault(event: Event): void {
  const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>('[aria-invalid=true]')
  if (!field) return
  event.preventDefault()
  field.focus()
}

/** Asks before something is done that cannot be undone: in a dialog, or without scripts in a part of the page that unfolds. */
export function Confirm(props: ConfirmProps) {
  const hydrated = useHydrated()
  const [open, setOpen] = useState(props.defaultOpen ?? false)
  const triggerStyle = buttonStyle(props.triggerVariant ?? 'secondary', props.triggerSize)
  if (!hydrated) {
    return (
      <details open={props.defaultOpen}>
        <summary className={triggerStyle}>{props.trigger}</summary>
        <div className={`${panel} mt-3`}>
          <h3 className="text-lg font-semibold">{props.title}</h3>
          <p className="text-muted">{props.description}</p>
          {props.children}
        </div>
      </details>
    )
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger className={triggerStyle}>{props.trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 bg-[oklch(0.15_0.02_190/0.55)] backdrop-blur-[2px]" />
        <AlertDialog.Content
          onOpenAutoFocus={toFieldAtFault}
          className={`${panel} fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 shadow-float`}
        >
          <AlertDialog.Title className="text-lg font-semibold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description className="text-muted">{props.description}</AlertDialog.Description>
          {props.children}
          <AlertDialog.Cancel className={buttonStyle('quiet')}>{props.cancel}</AlertDialog.Cancel>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
