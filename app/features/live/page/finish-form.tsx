import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { paths } from '~/web/paths'

/** Ends a session that the server holds. It needs no script. */
export function FinishForm({ sessionId, returnTo = paths.live() }: { sessionId: string; returnTo?: string }) {
  const t = useTranslations('live.found')
  return (
    <Form method="post" action={paths.live()}>
      <input type="hidden" name="sessionId" value={sessionId} />
      <input type="hidden" name="returnTo" value={returnTo} />
      <Button name="intent" value="finish" size="small" variant="secondary">{t('finish')}</Button>
    </Form>
  )
}
