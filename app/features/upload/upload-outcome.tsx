import { useTranslations } from 'use-intl'
import { useErrorText } from '~/web/error-text'
import type { UploadProblem } from './upload-item'

export interface Outcome {
  accepted: number
  refused: { name: string; error: UploadProblem }[]
  /** Files that did not get through. */
  stuck: number
}

/** What became of all the files together, once nothing is on its way: how many arrived, which did not, and why. */
export function UploadOutcome({ accepted, refused, stuck }: Outcome) {
  const t = useTranslations('upload')
  const errorText = useErrorText()
  if (refused.length + stuck === 0) return accepted === 0 ? null : <p className="font-medium">{t('allDone')}</p>
  return (
    <>
      <p className="font-medium">{t('outcome', { accepted, refused: refused.length, stuck })}</p>
      {/* The eye finds the reasons beside the files; whoever listens is told them here. */}
      {refused.map(({ name, error }, index) => (
        <p key={index} className="sr-only">{t('refusedBecause', { name, reason: errorText(error) })}</p>
      ))}
    </>
  )
}
