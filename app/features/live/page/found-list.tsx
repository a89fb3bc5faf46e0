import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { formatClock } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { FinishForm } from './finish-form'
import type { FoundSession } from './found-sessions'
import { UnsentCard } from './unsent-card'

interface FoundListProps {
  found: FoundSession[]
  onGoOn(found: FoundSession): void
  /** Sends what is kept here, and finishes. */
  onFinish(found: FoundSession): void
  onForget(found: FoundSession): void
  /** Reads what is kept here, a part at a time. */
  onRead(found: FoundSession): AsyncIterable<readonly Int16Array[]>
}

/** Recordings that were cut off, and what can be done with each. */
export function FoundList({ found, onGoOn, onFinish, onForget, onRead }: FoundListProps) {
  const t = useTranslations('live.found')
  if (found.length === 0) return null
  return (
    <Card className="grid gap-4">
      <div>
        <h2 className="text-lg font-semibold">{t('title')}</h2>
        {/* One that is spoken right now in another tab is not cut off. */}
        {found.some(({ isElsewhere }) => !isElsewhere) && <p className="text-muted">{t('lead')}</p>}
      </div>
      <ul className="grid gap-4">
        {found.map((item) => (
          <li key={item.key} className="grid gap-2 border-t border-line pt-4">
            <p className="font-medium">{item.title || t('untitled')}</p>
            <p className="flex flex-wrap gap-x-3 text-sm text-muted">
              <LocalTime at={new Date(item.startedAt)} />
              {item.storedMs > 0 && <span>{t('stored', { length: formatClock(item.storedMs) })}</span>}
              {item.unsentMs > 0 && <span>{t('unsent', { seconds: String(Math.ceil(item.unsentMs / 1000)) })}</span>}
              {item.isElsewhere && <span>{t('elsewhere')}</span>}
              {item.isOver && <span>{t('ended')}</span>}
            </p>
            {item.isOver && !item.isElsewhere ? (
              <UnsentCard
                unsentMs={item.unsentMs} read={() => onRead(item)} language={item.take?.language ?? 'auto'} title={item.title}
                onForget={() => onForget(item)}
              />
            ) : !(item.take && item.isElsewhere) && (
              <div className="flex flex-wrap gap-2">
                <Button type="button" size="small" onClick={() => onGoOn(item)}>{t('goOn')}</Button>
                {item.take ? (
                  <Button type="button" size="small" variant="secondary" onClick={() => onFinish(item)}>{t('finish')}</Button>
                ) : <FinishForm sessionId={item.sessionId!} />}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
