import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import type { ApiKey } from '#domain/api-keys/api-key'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Confirm } from '~/ui/confirm'
import { SectionHeader } from '~/ui/section-header'
import { LocalTime } from '~/web/local-time'
import { scopeTexts } from './scope-texts'

type ShownKey = Omit<ApiKey, 'createdAt' | 'lastUsedAt'> & { createdAt: Date | string; lastUsedAt: Date | string | null }

/** The user's keys, each with what revokes it. */
export function ApiKeyList({ keys }: { keys: ShownKey[] }) {
  const t = useTranslations('settings.apiKeys')
  return (
    <Card className="grid gap-4">
      <SectionHeader title={t('list')} />
      {keys.length === 0 ? <p className="text-muted">{t('none')}</p> : (
        <ul className="grid divide-y divide-line">
          {keys.map((key) => <ApiKeyRow key={key.id} apiKey={key} />)}
        </ul>
      )}
    </Card>
  )
}

function ApiKeyRow({ apiKey: { id, name, start, scopes, createdAt, lastUsedAt } }: { apiKey: ShownKey }) {
  const t = useTranslations('settings.apiKeys')
  const common = useTranslations('common.actions')
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 py-4">
      <div className="grid min-w-0 flex-1 basis-72 gap-1.5">
        <p className="font-medium wrap-anywhere">{name} <code className="font-mono text-sm text-muted">{start}…</code></p>
        <p className="text-sm text-muted">
          {t.rich('madeOn', { date: () => <LocalTime at={createdAt} show="date" /> })} · {lastUsedAt === null
            ? t('unused') : t.rich('used', { date: () => <LocalTime at={lastUsedAt} /> })}
        </p>
        <ul className="flex flex-wrap gap-1.5">
          {scopes.map((scope) => <li key={scope}><Badge>{t(`scope.${scopeTexts[scope]}`)}</Badge></li>)}
        </ul>
      </div>
      <Confirm
        trigger={t('revoke')} triggerSize="small" title={t('revokeTitle', { name })} description={t('revokeHint')}
        cancel={common('cancel')}
      >
        <Form method="post" reloadDocument>
          <input type="hidden" name="key" value={id} />
          <Button name="intent" value="revoke" variant="danger">{t('revoke')}</Button>
        </Form>
      </Confirm>
    </li>
  )
}
