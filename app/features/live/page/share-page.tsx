import { Form, Link } from '@remix-run/react'
import { Link2, Link2Off } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useTitle } from '~/features/recording/use-title'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { CopyButton } from '~/ui/copy-button'
import { Field } from '~/ui/field'
import { PageHeader } from '~/ui/page-header'
import { TextInput } from '~/ui/text-input'
import { useHydrated } from '~/ui/use-hydrated'
import { paths } from '~/web/paths'
import { NoTranslation } from './no-translation'

interface SharePageProps {
  id: string
  title: string
  createdAt: Date | string
  isShared: boolean
  canTranslate: boolean
  /** The link that was just made. */
  link: string | null
  isRevoked: boolean
}

/** The link by which others read along: made, replaced and revoked by plain forms. */
export function SharePage({ id, title, createdAt, isShared, canTranslate, link, isRevoked }: SharePageProps) {
  const t = useTranslations('live.share')
  const spoken = useTranslations('live')
  const hydrated = useHydrated()
  const titleOf = useTitle()
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Card className="grid gap-4">
        <p className="font-semibold">
          <Link to={paths.recording(id)} className="hover:underline">{titleOf({ title, createdAt, source: 'realtime' })}</Link>
        </p>
        {link && (
          <Field label={t('link')} hint={t('once')}>
            {(control) => (
              <TextInput
                {...control} readOnly value={link} onFocus={({ target }) => target.select()} className="font-mono text-sm"
              />
            )}
          </Field>
        )}
        {link && hydrated && <div><CopyButton text={link} label={spoken('copyLink')} copiedLabel={spoken('copied')} /></div>}
        {isRevoked && <Alert tone="success">{t('revoked')}</Alert>}
        {!link && !isRevoked && <p className="text-muted">{isShared ? t('isShared') : t('notShared')}</p>}
        <Form method="post" className="flex flex-wrap gap-2">
          <Button name="intent" value="share" variant={isShared ? 'secondary' : 'primary'}>
            <Link2 aria-hidden="true" className="size-4" />{isShared ? t('remake') : t('make')}
          </Button>
          {isShared && (
            <Button name="intent" value="revoke" variant="secondary">
              <Link2Off aria-hidden="true" className="size-4" />{t('revoke')}
            </Button>
          )}
        </Form>
        {!canTranslate && <NoTranslation />}
      </Card>
    </>
  )
}
