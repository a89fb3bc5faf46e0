import { Inbox } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import type { QueueOfTask, Queues } from '#domain/admin/queues.server'
import { Alert } from '~/ui/alert'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { EmptyState } from '~/ui/empty-state'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { formatDuration } from '~/web/format'
import { FactList } from './fact-list'
import { IntentButton } from './intent-button'

/** The jobs of one task. */
function TaskCard({ queue }: { queue: QueueOfTask }) {
  const t = useTranslations('admin.queues')
  const common = useTranslations('common')
  const format = useFormatter()
  const { task } = queue
  return (
    <Card className="grid gap-4">
      <h2 className="flex flex-wrap items-center gap-2 font-mono font-semibold wrap-anywhere">
        {task}
        {queue.givenUp > 0 && <Badge tone="danger">{t('givenUp', { count: queue.givenUp })}</Badge>}
      </h2>
      <FactList facts={[
        [t('waiting'), format.number(queue.waiting)],
        [t('oldest'), queue.waiting === 0 ? '–' : formatDuration(common, queue.oldestMs)],
        [t('running'), format.number(queue.running)],
        [t('later'), format.number(queue.later)],
        [t('endedHour'), format.number(queue.endedHour)],
        [t('endedDay'), format.number(queue.endedDay)],
        [t('failedDay'), format.number(queue.failedDay)],
        [t('mean'), queue.meanMs === null ? '–' : t('seconds', { seconds: format.number(queue.meanMs / 1000, { maximumFractionDigits: 2 }) })],
      ]} />
      {queue.givenUp > 0 && (
        <div className="grid gap-3">
          {queue.lastError && <p lang="en" className="font-mono text-xs wrap-anywhere text-muted">{queue.lastError}</p>}
          <div className="flex flex-wrap gap-2">
            <IntentButton intent="replay" fields={{ task }} variant="primary">{t('replay')}</IntentButton>
            <IntentButton intent="discard" fields={{ task }}>{t('discard')}</IntentButton>
          </div>
        </div>
      )}
    </Card>
  )
}

/** How the queue of the whole installation stands, task by task. */
export function QueueList({ tasks, isCut, recordingsWaiting, recordingsRunning, error }: Queues & { error: ErrorBody | null }) {
  const t = useTranslations('admin.queues')
  const format = useFormatter()
  const tell = useErrorText()
  return (
    <>
      <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
      {error && <FormError>{tell(error)}</FormError>}
      {isCut && <Alert tone="warning">{t('cut')}</Alert>}
      <Card>
        <FactList facts={[
          [t('recordingsWaiting'), format.number(recordingsWaiting)],
          [t('recordingsRunning'), format.number(recordingsRunning)],
        ]} />
      </Card>
      {tasks.length === 0
        ? <EmptyState icon={Inbox} title={t('none')}>{t('noneHint')}</EmptyState>
        : tasks.map((queue) => <TaskCard key={queue.task} queue={queue} />)}
    </>
  )
}
