import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import type { Plan } from '#db/schema/plans'
import { usePlanText } from '~/features/settings/plan-name'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { SectionHeader } from '~/ui/section-header'
import { TextInput } from '~/ui/text-input'
import type { ErrorBody } from '~/web/error-body'
import type { FilledIn } from '~/web/form-fields'
import { FormError } from '~/ui/form-error'
import { useErrorText } from '~/web/error-text'

const MB = 1_000_000

/** What a plan allows, as its form shows it; null is no limit. */
const fieldsOf = (plan: Plan) => [
  ['monthlyMinutes', plan.monthlyMinutes],
  ['monthlyUsageLimit', plan.monthlyUsageLimit],
  ['uploadMegabytes', Math.round(plan.uploadBytesMax / MB)],
  ['parallelJobs', plan.parallelJobs],
  ['retentionDays', plan.retentionDays],
  ['audioRetentionDays', plan.audioRetentionDays],
] as const

interface Refused {
  error: ErrorBody | null
  /** What was filled in then. */
  filled: FilledIn | null
}

/** One plan, and what it allows. */
function PlanForm({ plan, error, filled }: { plan: Plan } & Refused) {
  const t = useTranslations('admin.plans')
  const { name, description } = usePlanText()(plan)
  return (
    <Card className="grid gap-4">
      <SectionHeader title={name}>{description}</SectionHeader>
      <Form method="post" className="grid gap-4">
        <input type="hidden" name="code" value={plan.code} />
        <div className="grid items-start gap-4 sm:grid-cols-3">
          {fieldsOf(plan).map(([field, value]) => (
            <Field
              key={field} label={t(`fields.${field}`)} hint={field === 'audioRetentionDays' ? t('audioHint') : undefined}
              error={error?.field === field ? t('wrong') : undefined}
            >
              {(control) => (
                <TextInput {...control} key={value} name={field} inputMode="numeric" autoComplete="off" defaultValue={filled?.[field]?.[0] ?? value ?? ''} />
              )}
            </Field>
          ))}
        </div>
        <div><Button name="intent" value="plan" variant="secondary">{t('save', { plan: name })}</Button></div>
      </Form>
    </Card>
  )
}

/** The plans, and what each allows. */
export function PlanForms({ plans, error, filled }: { plans: Plan[] } & Refused) {
  const t = useTranslations('admin.plans')
  const tell = useErrorText()
  return (
    <>
      <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
      {error && !error.field && <FormError>{tell(error)}</FormError>}
      {plans.map((plan) => {
        const isRefused = error?.params.plan === plan.code
        return <PlanForm key={plan.code} plan={plan} error={isRefused ? error : null} filled={isRefused ? filled : null} />
      })}
    </>
  )
}
