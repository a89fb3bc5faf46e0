import { Form } from '@remix-run/react'
import { Check } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Plan } from '#db/schema/plans'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { classNames } from '~/ui/class-names'
import { SectionHeader } from '~/ui/section-header'
import { formatBytes } from '~/web/format'
import { usePlanText } from './plan-name'

function usePlanPoints() {
  const t = useTranslations('settings.plan')
  const format = useFormatter()
  return (plan: Plan) => [
    plan.monthlyMinutes === null ? t('unlimitedMinutes') : t('minutesAMonth', { count: plan.monthlyMinutes }),
    plan.monthlyUsageLimit === null ? t('unlimitedRecordings') : t('recordingsAMonth', { count: plan.monthlyUsageLimit }),
    t('fileSize', { size: formatBytes(format, plan.uploadBytesMax) }),
    plan.retentionDays === null ? t('keptForever') : t('kept', { days: plan.retentionDays }),
    ...(plan.audioRetentionDays === null ? [] : [t('keptAudio', { days: plan.audioRetentionDays })]),
  ]
}

interface PlanListProps {
  plans: Plan[]
  currency: string
  /** Code of the plan that holds. */
  current: string
  /** Whether whoever looks may choose another; else administrators do. */
  maySwitch: boolean
}

/** The plans side by side, each with the button that chooses it where that is theirs to do. */
export function PlanList({ plans, currency, current, maySwitch }: PlanListProps) {
  const t = useTranslations('settings.plan')
  const planText = usePlanText()
  const pointsOf = usePlanPoints()
  const format = useFormatter()
  const price = (cost: number) => format.number(cost, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' })
  return (
    <section className="grid gap-4">
      <SectionHeader title={t(maySwitch ? 'change' : 'all')}>{t(maySwitch ? 'changeHint' : 'byAdministrators')}</SectionHeader>
      <div className="grid gap-4 sm:grid-cols-2">
        {plans.map((plan) => {
          const { name, description } = planText(plan)
          const cost = Number(plan.planCost) * (1 - Number(plan.planDiscount) / 100)
          const chosen = plan.code === current
          return (
            <Card key={plan.code} className={classNames('flex flex-col gap-4', chosen && 'border-accent')}>
              <div className="flex items-start justify-between gap-3">
                <h3 className="text-lg font-semibold">{name}</h3>
                {chosen && <Badge tone="success">{t('chosen')}</Badge>}
              </div>
              <p className="text-[0.9375rem] text-muted">{description}</p>
              <p>
                {cost === 0
                  ? <span className="text-xl font-bold">{t('free')}</span>
                  : <><span className="text-xl font-bold tabular-nums">{price(cost)}</span> <span className="text-muted">{t('perMonth')}</span></>}
              </p>
              <ul className="grid flex-1 content-start gap-2 text-[0.9375rem]">
                {pointsOf(plan).map((point) => (
                  <li key={point} className="flex gap-2">
                    <Check aria-hidden="true" className="mt-1 size-4 shrink-0 text-accent" />
                    {point}
                  </li>
                ))}
              </ul>
              {maySwitch && !chosen && (
                <Form method="post">
                  <Button name="plan" value={plan.code} variant="secondary" className="w-full">{t('choose', { plan: name })}</Button>
                </Form>
              )}
            </Card>
          )
        })}
      </div>
    </section>
  )
}
