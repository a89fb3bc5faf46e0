import { Form, Link } from '@remix-run/react'
import { ArrowLeft } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import type { ListedUser } from '#domain/admin/list-users.server'
import type { UserUsage } from '#domain/accounts/user-usage'
import { usePlanText } from '~/features/settings/plan-name'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import { Select } from '~/ui/select'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import type { FilledIn } from '~/web/form-fields'
import { formatBytes, formatDuration } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import { DeleteUser } from './delete-user'
import { FactList } from './fact-list'
import { IntentButton } from './intent-button'
import { UserBadges } from './user-list'

type Loose<T> = { [Key in keyof T]: T[Key] extends Date ? Date | string : T[Key] }

interface UserPageProps {
  user: Loose<ListedUser>
  usage: Loose<UserUsage> | null
  plans: { code: string; name: string }[]
  /** Whether it is the account of whoever looks: that one is changed under Settings. */
  isOwn: boolean
  error: ErrorBody | null
  /** What was filled in where it was refused. */
  filled: FilledIn | null
}

/** One account: what it uses, and what an administrator can do about it. */
export function UserPage({ user, usage, plans, isOwn, error, filled }: UserPageProps) {
  const t = useTranslations('admin.user')
  const common = useTranslations('common')
  const format = useFormatter()
  const planText = usePlanText()
  const tell = useErrorText()
  const ofDeletion = error?.field === 'confirmEmail'
  const limitOf = (used: number, limit: number | null) =>
    limit === null ? format.number(used) : `${format.number(used)} / ${format.number(limit)}`
  return (
    <>
      <header>
        <Link to={paths.adminUsers()} className="mb-3 inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink hover:underline">
          <ArrowLeft aria-hidden="true" className="size-4" />{t('back')}
        </Link>
        <h1 className="flex flex-wrap items-center gap-2 text-xl font-bold wrap-anywhere">{user.email} <UserBadges user={user} /></h1>
        <p className="text-muted">{user.userName} · {t.rich('since', { date: () => <LocalTime at={user.createdAt} show="date" /> })}</p>
      </header>
      {error && !ofDeletion && <FormError>{tell(error)}</FormError>}
      <Card className="grid gap-5">
        <SectionHeader title={t('usage')} />
        {usage === null ? <p className="text-muted">{t('leaving')}</p> : (
          <FactList facts={[
            [t('minutes'), limitOf(Math.ceil(usage.usedMs / 60_000), usage.minutesLimit)],
            [t('recordings'), limitOf(usage.usageCount, usage.usageLimit)],
            [t('cycleEnd'), <LocalTime key="end" at={usage.cycleEnd} show="date" />],
            [t('stored'), formatBytes(format, usage.storedBytes)],
            [t('total'), format.number(usage.recordingsTotal)],
            [t('failed'), format.number(usage.recordingsFailed)],
            [t('transcribed'), formatDuration(common, usage.audioMsDone)],
          ]} />
        )}
        {usage !== null && (
          <Form method="post" className="flex flex-wrap items-end gap-3">
            <div className="flex-1 basis-56">
              <Field label={t('plan')}>
                {(control) => (
                  <Select {...control} key={usage.planCode} name="plan" defaultValue={usage.planCode}>
                    {plans.map((plan) => <option key={plan.code} value={plan.code}>{planText(plan).name}</option>)}
                  </Select>
                )}
              </Field>
            </div>
            <Button name="intent" value="plan" variant="secondary">{t('changePlan')}</Button>
          </Form>
        )}
      </Card>
      <Card className="grid justify-items-start gap-4">
        <SectionHeader title={t('access')}>{t(isOwn ? 'own' : 'accessLead')}</SectionHeader>
        {!isOwn && (
          <div className="flex flex-wrap gap-2">
            {user.status === 'active'
              ? <IntentButton intent="suspend">{t('suspend')}</IntentButton>
              : <IntentButton intent="reactivate">{t('reactivate')}</IntentButton>}
            {user.role === 'user'
              ? <IntentButton intent="promote">{t('promote')}</IntentButton>
              : <IntentButton intent="demote">{t('demote')}</IntentButton>}
          </div>
        )}
      </Card>
      {!isOwn && <DeleteUser error={ofDeletion ? error : null} typed={filled?.email?.[0]} />}
    </>
  )
}
