import { Form, useNavigation } from '@remix-run/react'
import { CirclePlay } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { paths } from '~/web/paths'

/** One click to see what Steno does: uploads the recording that comes with it. */
export function SampleForm() {
  const t = useTranslations('library.empty')
  const navigation = useNavigation()
  return (
    <Form method="post" action={paths.library()} className="grid justify-items-center gap-2">
      <input type="hidden" name="intent" value="sample" />
      <input type="hidden" name="title" value={t('sampleTitle')} />
      <Button size="large" busy={navigation.formMethod === 'POST'}>
        <CirclePlay aria-hidden="true" className="size-5" />
        {t('sample')}
      </Button>
      <p className="max-w-prose text-sm text-muted">{t('sampleHint')}</p>
    </Form>
  )
}
