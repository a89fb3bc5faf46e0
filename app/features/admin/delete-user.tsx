import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Confirm } from '~/ui/confirm'
import { Field } from '~/ui/field'
import { SectionHeader } from '~/ui/section-header'
import { TextInput } from '~/ui/text-input'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'

/** Deletes an account for good, once its address has been typed. */
export function DeleteUser({ error, typed }: { error: ErrorBody | null; typed: string | undefined }) {
  const t = useTranslations('admin.user')
  const common = useTranslations('common')
  const tell = useErrorText()
  return (
    <Card className="grid justify-items-start gap-5">
      <SectionHeader title={t('delete')}>{t('deleteLead')}</SectionHeader>
      <Confirm
        trigger={t('deleteOpen')} title={t('deleteTitle')} description={t('deleteLead')} cancel={common('actions.cancel')}
        defaultOpen={error !== null}
      >
        <Form method="post" reloadDocument className="grid gap-4">
          <input type="hidden" name="intent" value="delete" />
          <Field label={t('deleteEmail')} error={error ? tell(error) : undefined}>
            {(control) => (
              <TextInput
                {...control} name="email" type="email" autoComplete="off" required autoFocus={error !== null} defaultValue={typed}
              />
            )}
          </Field>
          <Button variant="danger">{t('deleteConfirm')}</Button>
        </Form>
      </Confirm>
    </Card>
  )
}
