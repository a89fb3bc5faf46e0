import { Form, Link } from '@remix-run/react'
import { Search, UserX } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import type { ListedUser } from '#domain/admin/list-users.server'
import { usePlanText } from '~/features/settings/plan-name'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Field } from '~/ui/field'
import { Pagination } from '~/ui/pagination'
import { SectionHeader } from '~/ui/section-header'
import { TextInput } from '~/ui/text-input'
import { formatBytes } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'

type ShownUser = Omit<ListedUser, 'createdAt'> & { createdAt: Date | string }

/** What an account is, besides one like any other. */
export function UserBadges({ user }: { user: Pick<ListedUser, 'role' | 'status'> }) {
  const t = useTranslations('admin.users')
  return (
    <>
      {user.role === 'admin' && <Badge tone="info">{t('admin')}</Badge>}
      {user.status === 'suspended' && <Badge tone="danger">{t('suspended')}</Badge>}
    </>
  )
}

function UserRow({ user }: { user: ShownUser }) {
  const t = useTranslations('admin.users')
  const format = useFormatter()
  const planText = usePlanText()
  const used = Math.ceil(user.usedMs / 60_000)
  return (
    <li className="grid gap-1 px-4 py-3 sm:px-5">
      <p className="flex flex-wrap items-center gap-2">
        <Link to={paths.adminUser(user.id)} className="font-semibold wrap-anywhere text-accent hover:underline">{user.email}</Link>
        <UserBadges user={user} />
      </p>
      <p className="text-sm wrap-anywhere text-muted">
        {[
          user.userName,
          user.planCode === null ? t('noPlan') : planText({ code: user.planCode, name: user.planName ?? user.planCode }).name,
          user.minutesLimit === null
            ? t('minutes', { used: format.number(used) }) : t('minutesOf', { used: format.number(used), limit: format.number(user.minutesLimit) }),
          formatBytes(format, user.storedBytes),
        ].join(' · ')}
        {' · '}<LocalTime at={user.createdAt} show="date" />
      </p>
    </li>
  )
}

interface UserListProps {
  items: ShownUser[]
  nextCursor: string | null
  query: string
  isFirst: boolean
}

/** Everybody who has an account, the newest first. */
export function UserList({ items, nextCursor, query, isFirst }: UserListProps) {
  const t = useTranslations('admin.users')
  const common = useTranslations('common')
  return (
    <>
      <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
      <Form method="get" role="search" className="flex flex-wrap items-end gap-3">
        <div className="flex-1 basis-56">
          <Field label={t('search')}>
            {(control) => <TextInput {...control} key={query} name="q" type="search" defaultValue={query} />}
          </Field>
        </div>
        <Button variant="secondary"><Search aria-hidden="true" className="size-4" />{t('find')}</Button>
      </Form>
      {items.length === 0
        ? <EmptyState icon={UserX} title={t('none')} />
        : (
            <ul aria-label={t('title')} className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
              {items.map((user) => <UserRow key={user.id} user={user} />)}
            </ul>
          )}
      <Pagination
        label={common('pagination')}
        first={isFirst ? null : { to: paths.adminUsers({ q: query }), text: common('actions.newer') }}
        next={nextCursor === null ? null : { to: paths.adminUsers({ q: query, cursor: nextCursor }), text: common('actions.older') }}
      />
    </>
  )
}
