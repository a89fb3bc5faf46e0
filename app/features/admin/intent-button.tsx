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

/** A form of one button, which may take two lines where the screen is narrow: some say whole sentences. */
export function IntentButton({ intent, fields = {}, variant = 'secondary', children }: IntentButtonProps) {
  return (
    <Form method="post">
      {Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <Button name="intent" value={intent} variant={variant} size="small" className="py-1 whitespace-normal!">{children}</Button>
    </Form>
  )
}
