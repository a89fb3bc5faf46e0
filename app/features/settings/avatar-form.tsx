import { Form, useNavigation } from '@remix-run/react'
import { useFormatter, useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { Avatar } from '~/features/shell/avatar'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { formatBytes } from '~/web/format'

const accepted = 'image/jpeg,image/png,image/webp,image/gif,image/avif'

interface AvatarFormProps {
  name: string
  avatarUrl: string | null
  error: ErrorBody | null
}

/** The person's picture: see it, replace it, remove it. */
export function AvatarForm({ name, avatarUrl, error }: AvatarFormProps) {
  const t = useTranslations('settings.profile')
  const tell = useErrorText()
  const format = useFormatter()
  const navigation = useNavigation()
  const busy = navigation.state === 'submitting' && navigation.formData?.get('intent') === 'avatar'
  return (
    <Card className="grid gap-5">
      <SectionHeader title={t('avatar')} />
      <div className="flex flex-wrap items-start gap-6">
        <Avatar name={name} url={avatarUrl} className="size-20 text-3xl" />
        <div className="grid min-w-0 flex-1 basis-64 grid-cols-1 gap-4">
          <Form method="post" encType="multipart/form-data" className="grid grid-cols-1 gap-4">
            <input type="hidden" name="intent" value="avatar" />
            <Field
              label={t('avatarChoose')}
              hint={t('avatarHint', { size: formatBytes(format, limits.avatarBytesMax) })}
              error={error ? tell(error) : undefined}
            >
              {(control) => (
                <input
                  {...control} type="file" name="avatar" accept={accepted} required
                  className="w-full min-w-0 text-[0.9375rem] text-muted file:mr-3 file:min-h-11 file:rounded-control file:border file:border-line file:bg-surface file:px-4 file:font-medium file:text-ink hover:file:bg-raised"
                />
              )}
            </Field>
            <Button variant="secondary" busy={busy} className="justify-self-start">{t('avatarUpload')}</Button>
          </Form>
          {avatarUrl && (
            <Form method="post">
              <Button name="intent" value="removeAvatar" variant="quiet" size="small">{t('avatarRemove')}</Button>
            </Form>
          )}
        </div>
      </div>
    </Card>
  )
}
