import { Form, Link } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { Button } from '~/ui/button'
import { buttonStyle } from '~/ui/button-style'
import { TextInput } from '~/ui/text-input'
import { paths } from '~/web/paths'

interface RenameFormProps {
  recording: { id: string; title: string }
  /** Where to go when it is done, or given up. */
  returnTo: string
}

/** The title as a field, in its own place. */
export function RenameForm({ recording, returnTo }: RenameFormProps) {
  const t = useTranslations('recording.rename')
  const common = useTranslations('common.actions')
  return (
    <Form
      method="post" action={paths.recording(recording.id)} preventScrollReset aria-label={t('title')}
      className="flex flex-wrap items-center gap-2"
    >
      <input type="hidden" name="intent" value="rename" />
      <input type="hidden" name="returnTo" value={returnTo} />
      <TextInput
        name="title" aria-label={t('label')} defaultValue={recording.title} required autoFocus
        maxLength={limits.titleCharsMax}
        autoComplete="off" className="min-w-48 flex-1" onFocus={(event) => event.currentTarget.select()}
      />
      <span className="flex gap-2">
        <Button>{t('submit')}</Button>
        <Link to={returnTo} preventScrollReset className={buttonStyle('quiet')}>{common('cancel')}</Link>
      </span>
    </Form>
  )
}
