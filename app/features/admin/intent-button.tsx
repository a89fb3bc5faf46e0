import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button } from '~/ui/button'
import type { ButtonVariant } from '~/ui/button-style'

interface IntentButtonProps {
  intent: string
  /** What else the form says. */
  fields?: Readonly<Record<string, string>>
  variant?: ButtonVariant
  children: ReactNode
}

/** A form of one button. */
export function IntentButton({ intent, fields = {}, variant = 'secondary', children }: IntentButtonProps) {
  return (
    <Form method="post">
      {Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <Button name="intent" value={intent} variant={variant} size="small">{children}</Button>
    </Form>
  )
}
