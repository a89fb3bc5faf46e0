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

/** The way out for good, behind the password. */
export function DeleteAccount({ error }: { error: ErrorBody | null }) {
  const t = useTranslations('settings.account')
  const tCommon = useTranslations('common')
  const tell = useErrorText()
  return (
    <Card className="grid justify-items-start gap-5">
      <SectionHeader title={t('delete')}>{t('deleteHint')}</SectionHeader>
      <Confirm
        trigger={t('deleteOpen')} title={t('deleteTitle')} description={t('deleteHint')} cancel={tCommon('actions.cancel')}
        defaultOpen={error !== null}
      >
        <Form method="post" reloadDocument className="grid gap-4">
          <input type="hidden" name="intent" value="delete" />
          <Field label={t('deletePassword')} error={error ? tell(error) : undefined}>
            {(control) => (
              <TextInput
                {...control} name="password" type="password" autoComplete="current-password" required
                autoFocus={error !== null}
              />
            )}
          </Field>
          <Button variant="danger">{t('deleteConfirm')}</Button>
        </Form>
      </Confirm>
    </Card>
  )
}
