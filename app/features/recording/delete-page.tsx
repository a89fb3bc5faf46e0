import { Form, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { FormError } from '~/ui/form-error'
import { LinkButton } from '~/ui/link-button'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import { useTitle, type Named } from './use-title'

/** Asks before a recording is gone. A page of its own: it needs no script, and the back button means no. */
export function DeletePage({ error, ...recording }: Named & { id: string; error: ErrorBody | null }) {
  const t = useTranslations('recording.delete')
  const common = useTranslations('common.actions')
  const titleOf = useTitle()
  const tell = useErrorText()
  const navigation = useNavigation()
  return (
    <Card className="mx-auto mt-6 grid max-w-lg gap-4">
      <h1 className="text-xl font-bold">{t('title')}</h1>
      <p className="text-muted">{t('lead', { title: titleOf(recording) })}</p>
      {error && <FormError>{tell(error)}</FormError>}
      <div className="flex flex-wrap gap-2">
        <Form method="post" action={paths.recordingDelete(recording.id)}>
          <Button name="intent" value="delete" variant="danger" busy={navigation.formMethod === 'POST'}>{t('submit')}</Button>
        </Form>
        <LinkButton to={paths.recording(recording.id)} variant="secondary">{common('cancel')}</LinkButton>
      </div>
    </Card>
  )
}
