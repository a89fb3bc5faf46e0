import { useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { ModelPull } from '#db/schema/model-pulls'
import { useLanguageName } from '~/features/recording/use-language-name'
import type { ModelFacts } from '~/features/settings/model-facts'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { FormError } from '~/ui/form-error'
import { Progress } from '~/ui/progress'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { formatBytes } from '~/web/format'
import { IntentButton } from './intent-button'

const REFRESH_MS = 2_000

export interface AdministeredModel extends ModelFacts {
  isInstalled: boolean
  /** Whether it is one that can be fetched and removed here. */
  isFetched: boolean
  pull: Pick<ModelPull, 'status' | 'doneBytes' | 'totalBytes' | 'file' | 'host' | 'problem'> | null
}

const isOpen = ({ pull }: AdministeredModel) => pull !== null && ['queued', 'running', 'removing'].includes(pull.status)

/** How far a model has come that was asked for. */
function Pull({ pull }: { pull: NonNullable<AdministeredModel['pull']> }) {
  const t = useTranslations('admin.models')
  const format = useFormatter()
  if (pull.status === 'failed') return <p lang="en" className="text-sm text-danger">{pull.problem}</p>
  if (pull.status === 'done' || pull.status === 'removed') return null
  return (
    <div className="grid gap-1.5">
      <p className="text-sm wrap-anywhere text-muted">
        {[t(`statuses.${pull.status}`), pull.file, pull.file && formatBytes(format, pull.doneBytes), pull.host].filter(Boolean).join(' · ')}
      </p>
      <Progress
        label={t(`statuses.${pull.status}`)}
        value={pull.file && pull.totalBytes ? (100 * pull.doneBytes) / pull.totalBytes : null}
      />
    </div>
  )
}

function Model({ model }: { model: AdministeredModel }) {
  const t = useTranslations('admin.models')
  const format = useFormatter()
  const languageName = useLanguageName()
  const { id, title, languages, licence, size, pull, isInstalled, isFetched } = model
  const act = isInstalled ? 'remove' : 'pull'
  return (
    <li className="grid gap-2 py-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="font-semibold wrap-anywhere">{title}</p>
        <Badge tone={isInstalled ? 'success' : 'neutral'}>{t(isInstalled ? 'installed' : 'missing')}</Badge>
      </div>
      <p className="text-sm wrap-anywhere text-muted">
        {[id, languages?.map(languageName).join(', ') ?? t('multilingual'), licence, size && formatBytes(format, size.bytes)].filter(Boolean).join(' · ')}
      </p>
      {pull && <Pull pull={pull} />}
      {isFetched && !isOpen(model) && (
        <div>
          <IntentButton intent={act} fields={{ model: id }}>
            {/* A model's whole title is wider than a phone, and those who listen need it. */}
            <span aria-hidden="true">{t(`${act}Short`)}</span><span className="sr-only">{t(act, { model: title })}</span>
          </IntentButton>
        </div>
      )}
    </li>
  )
}

/** The recognition models: what is there, what can be fetched, and how far that has come. */
export function ModelAdmin({ models, error }: { models: AdministeredModel[]; error: ErrorBody | null }) {
  const t = useTranslations('admin.models')
  const tell = useErrorText()
  const { revalidate } = useRevalidator()
  const isBusy = models.some(isOpen)
  useEffect(() => {
    if (!isBusy) return
    const timer = setInterval(revalidate, REFRESH_MS)
    return () => clearInterval(timer)
  }, [isBusy, revalidate])
  return (
    <>
      {/* Without scripts the page looks again by itself. */}
      {isBusy && <noscript><meta httpEquiv="refresh" content="5" /></noscript>}
      {error && <FormError>{tell(error)}</FormError>}
      <Card className="grid gap-4">
        <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
        <ul className="divide-y divide-line">{models.map((model) => <Model key={model.id} model={model} />)}</ul>
      </Card>
    </>
  )
}
