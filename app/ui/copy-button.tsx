import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button'
import { classNames } from './class-names'

const COPIED_MS = 2_000

interface CopyButtonProps {
  /** What is copied; nothing can be where it is empty. */
  text: string
  label: string
  /** Said instead of the label for a moment afterwards. */
  copiedLabel: string
  /** On phones only the icon is shown. */
  isCompact?: boolean
}

/** Puts a text on the clipboard. Needs scripts: show it only where they run. */
export function CopyButton({ text, label, copiedLabel, isCompact = false }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), COPIED_MS)
  }
  const Icon = copied ? Check : Copy
  return (
    <Button type="button" variant="secondary" size="small" disabled={!text} onClick={() => void copy()}>
      <Icon aria-hidden="true" className="size-4" />
      <span aria-live="polite" className={classNames(isCompact && 'max-sm:sr-only')}>{copied ? copiedLabel : label}</span>
    </Button>
  )
}
