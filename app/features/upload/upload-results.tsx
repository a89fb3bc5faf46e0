import { useTranslations } from 'use-intl'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { LinkButton } from '~/ui/link-button'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import type { UploadAnswer } from './upload-item'
import { Accepted } from './upload-item-row'

/** What became of one file of a form. */
export interface UploadResult {
  fileName: string
  answer: UploadAnswer
}

/** What became of the files of a form that was sent without scripts. */
export function UploadResults({ results }: { results: UploadResult[] }) {
  const t = useTranslations('upload')
  const errorText = useErrorText()
  const accepted = results.filter(({ answer }) => answer.ok).length
  return (
    <Card aria-labelledby="upload-results" className="grid grid-cols-1 gap-4">
      <div className="grid gap-1">
        <h2 id="upload-results" className="text-lg font-semibold">{t('results.title')}</h2>
        <p className="text-muted">{t('outcome', { accepted, refused: results.length - accepted, stuck: 0 })}</p>
      </div>
      <ul className="divide-y divide-line">
        {results.map(({ fileName, answer }, index) => (
          <li key={index} className="grid grid-cols-1 gap-1.5 py-3">
            <p className="font-medium wrap-anywhere">{fileName}</p>
            {answer.ok ? <Accepted {...answer} /> : (
              <p className="flex flex-wrap items-center gap-2 text-sm">
                <Badge tone="danger">{t('results.refused')}</Badge>
                <span className="text-danger">{errorText(answer.error)}</span>
              </p>
            )}
          </li>
        ))}
      </ul>
      <div><LinkButton to={paths.library()} variant="secondary">{t('results.library')}</LinkButton></div>
    </Card>
  )
}
