import { ScrollText } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { AuditAction } from '#domain/admin/audit-actions'
import type { AuditRow } from '#domain/admin/audit.server'
import { EmptyState } from '~/ui/empty-state'
import { Pagination } from '~/ui/pagination'
import { SectionHeader } from '~/ui/section-header'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'

interface AuditListProps {
  items: (Omit<AuditRow, 'at'> & { at: Date | string })[]
  next: number | null
  isFirst: boolean
}

/** The catalogue nests by dots, so an action has its key in camel case. */
const keyOf = (action: AuditAction) => action.replace(/\.(.)/, (_dot, letter: string) => letter.toUpperCase()) as `${'user'}Plan`

/** What administrators did, the latest first. */
export function AuditList({ items, next, isFirst }: AuditListProps) {
  const t = useTranslations('admin.audit')
  const common = useTranslations('common')
  const details = (facts: AuditRow['details']) =>
    Object.entries(facts).map(([name, value]) => `${name}: ${value ?? '–'}`).join(', ')
  return (
    <>
      <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
      {items.length === 0 ? <EmptyState icon={ScrollText} title={t('none')} /> : (
        <ol aria-label={t('title')} className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
          {items.map((entry) => (
            <li key={entry.id} className="grid gap-1 px-4 py-3 sm:px-5">
              <p className="wrap-anywhere">
                <span className="font-medium">{t(`actions.${keyOf(entry.action as AuditAction)}`)}</span>: {entry.subject}
              </p>
              {Object.keys(entry.details).length > 0 && (
                <p lang="en" className="font-mono text-xs wrap-anywhere text-muted">{details(entry.details)}</p>
              )}
              <p className="text-sm wrap-anywhere text-muted">
                <LocalTime at={entry.at} /> · {t('by', { who: entry.actorEmail, address: entry.address })}
              </p>
            </li>
          ))}
        </ol>
      )}
      <Pagination
        label={common('pagination')}
        first={isFirst ? null : { to: paths.adminAudit(), text: common('actions.newer') }}
        next={next === null ? null : { to: paths.adminAudit({ before: next }), text: common('actions.older') }}
      />
    </>
  )
}
