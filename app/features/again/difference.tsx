import { useTranslations } from 'use-intl'
import { Alert } from '~/ui/alert'
import { Card } from '~/ui/card'
import { formatClock } from '~/web/format'
import type { ShownComparison } from './again-loader.server'
import { elide } from './elide'

/** What would change if the draft were taken: passage by passage, word by word. */
export function Difference({ comparison }: { comparison: ShownComparison }) {
  const t = useTranslations('again')
  const { passages, changed, same, corrected } = comparison
  return (
    <section aria-labelledby="difference" className="grid gap-4">
      <h2 id="difference" className="text-lg font-semibold">
        {t('difference.title')}
      </h2>
      {corrected > 0 && <Alert tone="warning">{t('difference.corrected', { count: corrected })}</Alert>}
      <p className="text-muted">
        {changed === 0 ? t('difference.none') : t('difference.count', { changed, same })} {t('difference.hint')}
      </p>
      {passages.length > 0 && (
        <Card>
          <ol className="grid gap-4">
            {passages.map((passage) => (
              <li
                key={`${passage.startMs}-${passage.endMs}`}
                className="grid gap-x-4 gap-y-1 sm:grid-cols-[4.5rem_1fr]"
              >
                <span className="text-sm text-muted tabular-nums">{formatClock(passage.startMs)}</span>
                <p className="min-w-0 break-words">
                  {elide(passage.changes).map(({ kind, text }, at) => (
                    <Words key={at} kind={kind} text={text} />
                  ))}
                </p>
              </li>
            ))}
          </ol>
        </Card>
      )}
      {changed > passages.length && (
        <p className="text-muted">{t('difference.more', { count: changed - passages.length })}</p>
      )}
    </section>
  )
}

function Words({ kind, text }: { kind: 'same' | 'removed' | 'added'; text: string }) {
  const t = useTranslations('again.difference')
  if (kind === 'same') return <>{text} </>
  const Tag = kind === 'removed' ? 'del' : 'ins'
  const tone = kind === 'removed' ? 'bg-danger-soft text-danger' : 'bg-success-soft text-success'
  return (
    <>
      <span className="sr-only">{kind === 'removed' ? t('removed') : t('added')} </span>
      <Tag className={`rounded-sm px-0.5 ${tone}`}>{text}</Tag>{' '}
    </>
  )
}
