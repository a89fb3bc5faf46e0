import { Form, useNavigation } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button } from '~/ui/button'
import type { ButtonVariant } from '~/ui/button-style'
import { paths } from '~/web/paths'

interface DraftFormProps {
  recordingId: string
  draftId: string
  intent: 'accept' | 'discard'
  /** Of the transcript that was compared. */
  print?: string
  variant?: ButtonVariant
  children: ReactNode
}

/** A single button that decides on a draft: a form, so that it needs no script. */
export function DraftForm({ recordingId, draftId, intent, print, variant = 'secondary', children }: DraftFormProps) {
  const navigation = useNavigation()
  return (
    <Form method="post" action={paths.recordingAgain(recordingId)}>
      <input type="hidden" name="draft" value={draftId} />
      {print && <input type="hidden" name="print" value={print} />}
      <Button name="intent" value={intent} variant={variant} busy={navigation.formData?.get('intent') === intent}>
        {children}
      </Button>
    </Form>
  )
}
