import { useFormatter, useTranslations } from 'use-intl'
import type { StorageFacts } from '#domain/admin/storage.server'
import type { Disk } from '#domain/storage/measure-disk.server'
import { Card } from '~/ui/card'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { formatBytes, formatDuration } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { FactList } from './fact-list'
import { UpkeepList, type ShownRun } from './upkeep-list'

interface StoragePageProps {
  facts: Omit<StorageFacts, 'countedAt'> & { countedAt: Date | string | null }
  runs: ShownRun[]
  /** Null where the system does not say. */
  disk: Disk | null
  kind: 'file' | 's3'
  error: ErrorBody | null
}

/** What is stored and how much room there is, and how the house is kept. */
export function StoragePage({ facts, runs, disk, kind, error }: StoragePageProps) {
  const t = useTranslations('admin.storage')
  const common = useTranslations('common')
  const format = useFormatter()
  const tell = useErrorText()
  return (
    <>
      {error && <FormError>{tell(error)}</FormError>}
      <Card className="grid gap-5">
        <SectionHeader title={t('title')} heading="h1">
          {facts.countedAt === null ? t('notCounted') : t.rich('counted', { date: () => <LocalTime at={facts.countedAt!} /> })}
        </SectionHeader>
        <FactList facts={[
          [t('kind'), t(kind)],
          [t('objects'), format.number(facts.objects)],
          [t('bytes'), formatBytes(format, facts.bytes)],
          [t('database'), formatBytes(format, facts.databaseBytes)],
          [t('outbox'), format.number(facts.outbox)],
          [t('outboxOldest'), facts.outbox === 0 ? '–' : formatDuration(common, facts.outboxOldestMs)],
          [t('outboxRefused'), format.number(facts.outboxRefused)],
          [t('disk'), disk === null ? '–' : t('free', { free: formatBytes(format, disk.freeBytes), total: formatBytes(format, disk.totalBytes) })],
        ]} />
      </Card>
      <UpkeepList runs={runs} />
    </>
  )
}
