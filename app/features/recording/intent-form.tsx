import { Form, useNavigation } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button } from '~/ui/button'
import type { ButtonSize, ButtonVariant } from '~/ui/button-style'
import { paths } from '~/web/paths'
import type { RecordingIntent } from './recording-intent'

interface IntentFormProps {
  recordingId: string
  intent: RecordingIntent
  /** Where to go when it is done. */
  returnTo: string
  variant?: ButtonVariant
  size?: ButtonSize
  /** Name of the button, where its text needs the title to be told from others. */
  label?: string
  /** Shown when the button is pointed at, where it shows only an icon. */
  tip?: string
  className?: string
  children: ReactNode
}

/** A single button that does something to a recording: a form, so that it needs no script. */
export function IntentForm(
  { recordingId, intent, returnTo, variant = 'secondary', size, label, tip, className, children }: IntentFormProps,
) {
  const navigation = useNavigation()
  const sent = navigation.formData
  const busy = sent?.get('intent') === intent && navigation.formAction?.split('?')[0] === paths.recording(recordingId)
  return (
    <Form method="post" action={paths.recording(recordingId)} preventScrollReset>
      <input type="hidden" name="returnTo" value={returnTo} />
      <Button
        name="intent" value={intent} variant={variant} size={size} busy={busy} aria-label={label} title={tip}
        className={className}
      >
        {children}
      </Button>
    </Form>
  )
}
