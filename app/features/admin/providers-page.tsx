import { useFormatter, useTranslations } from 'use-intl'
import type { ProviderHealth, ProviderUse } from '#domain/admin/provider-facts.server'
import type { Messages } from '~/messages/en'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { SectionHeader } from '~/ui/section-header'
import { LocalTime } from '~/web/local-time'
import { FactList } from './fact-list'

type Loose<T> = { [Key in keyof T]: T[Key] extends Date | null ? Date | string | null : T[Key] }
type Kind = keyof Messages['admin']['providers']['kinds']
type Purpose = keyof Messages['admin']['providers']['purposes']

interface ProvidersPageProps {
  use: ProviderUse[]
  health: Loose<ProviderHealth>[]
  currency: string
  nowMs: number
  configured: { server: boolean; llm: string | null; speech: boolean }
}

/** How calls of one kind go. */
function Health({ health, nowMs }: { health: Loose<ProviderHealth>; nowMs: number }) {
  const t = useTranslations('admin.providers')
  const heldBack = health.heldBackUntil !== null && new Date(health.heldBackUntil).getTime() > nowMs
  return (
    <li className="grid gap-1 py-3">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {t(`kinds.${health.kind as Kind}`)}
        <Badge tone={heldBack ? 'danger' : 'success'}>{t(heldBack ? 'heldBack' : 'goesOut')}</Badge>
      </p>
      <p className="text-sm text-muted">
        {health.lastDoneAt && t.rich('lastDone', { date: () => <LocalTime at={health.lastDoneAt!} /> })}
        {health.lastDoneAt && health.lastErrorAt && ' · '}
        {health.lastErrorAt && t.rich('lastError', {
          outcome: () => <span lang="en" className="font-mono text-xs">{health.lastError}</span>,
          date: () => <LocalTime at={health.lastErrorAt!} />,
        })}
      </p>
    </li>
  )
}

/** Models on other servers: what is configured, how it goes, and what it costs. */
export function ProvidersPage({ use, health, currency, nowMs, configured }: ProvidersPageProps) {
  const t = useTranslations('admin.providers')
  const format = useFormatter()
  const cost = (micros: number) => format.number(micros / 1e6, { style: 'currency', currency })
  return (
    <>
      <Card className="grid gap-5">
        <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
        <FactList facts={[
          [t('server'), t(configured.server ? 'yes' : 'no')],
          [t('llm'), configured.llm ?? t('no')],
          [t('speech'), t(configured.speech ? 'yes' : 'no')],
        ]} />
      </Card>
      <Card className="grid gap-4">
        <SectionHeader title={t('health')}>{t('healthLead')}</SectionHeader>
        {health.length === 0
          ? <p className="text-muted">{t('noCalls')}</p>
          : <ul className="divide-y divide-line">{health.map((kind) => <Health key={kind.kind} health={kind} nowMs={nowMs} />)}</ul>}
      </Card>
      <Card className="grid gap-4">
        <SectionHeader title={t('use')} />
        {use.length === 0 ? <p className="text-muted">{t('noUse')}</p> : (
          <ul className="divide-y divide-line">
            {use.map(({ purpose, model, calls, inputTokens, outputTokens, costMicros, unpricedCalls }) => (
              <li key={`${purpose} ${model}`} className="grid gap-2 py-3">
                <p className="font-medium wrap-anywhere">{t(`purposes.${purpose as Purpose}`)} · {model}</p>
                <FactList facts={[
                  [t('calls'), format.number(calls)],
                  [t('tokensIn'), format.number(inputTokens)],
                  [t('tokensOut'), format.number(outputTokens)],
                  [t('cost'), unpricedCalls > 0 ? t('costAndMore', { cost: cost(costMicros), calls: unpricedCalls }) : cost(costMicros)],
                ]} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  )
}
