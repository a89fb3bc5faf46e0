import { useFormatter, useTranslations } from 'use-intl'
import type { MonthUsage } from '#domain/providers/usage.server'
import { Card } from '~/ui/card'
import { SectionHeader } from '~/ui/section-header'

const MICROS = 1_000_000

/** What models on other servers did for the user in this month, and what it cost as far as prices are known. */
export function ModelUse({ usage, currency }: { usage: readonly MonthUsage[]; currency: string }) {
  const t = useTranslations('settings.modelUse')
  const format = useFormatter()
  const price = (micros: number, isPartial: boolean) => {
    const amount = format.number(micros / MICROS, { style: 'currency', currency, maximumFractionDigits: 4 })
    return isPartial ? `${t('partial')} ${amount}` : amount
  }
  const priced = usage.filter(({ costMicros }) => costMicros !== null)
  const total = priced.reduce((sum, { costMicros }) => sum + (costMicros ?? 0), 0)
  return (
    <Card className="grid gap-4">
      <SectionHeader title={t('title')}>{t('lead')}</SectionHeader>
      {usage.length === 0 ? <p className="text-muted">{t('none')}</p> : (
        <ul className="grid divide-y divide-line">
          {usage.map(({ purpose, model, calls, inputTokens, outputTokens, costMicros, isPartial }) => (
            <li key={purpose + model} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 py-2.5">
              <span className="font-medium">{t(`purposes.${purpose}`)}</span>
              <span className="text-right font-medium tabular-nums">
                {costMicros === null ? t('unknown') : price(costMicros, isPartial)}
              </span>
              <span className="text-sm text-muted wrap-anywhere max-sm:col-span-2">{model}</span>
              <span className="text-sm text-muted tabular-nums max-sm:col-span-2 sm:text-right">
                {t('calls')}: {format.number(calls)} · {t('tokens')}: {format.number(inputTokens)} / {format.number(outputTokens)}
              </span>
            </li>
          ))}
          {priced.length > 0 && (
            <li className="flex justify-between gap-4 py-2.5 font-semibold">
              <span>{t('total')}</span>
              <span className="tabular-nums">
                {price(total, priced.length < usage.length || priced.some(({ isPartial }) => isPartial))}
              </span>
            </li>
          )}
        </ul>
      )}
    </Card>
  )
}
