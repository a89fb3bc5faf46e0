import { useFormatter, useTranslations } from 'use-intl'
import { pullCommand } from '#domain/models/choose-model'
import { useLanguageName } from '~/features/recording/use-language-name'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { SectionHeader } from '~/ui/section-header'
import { formatBytes } from '~/web/format'
import type { ModelFacts } from './model-facts'

/** One model: its languages first, since that is what people look for. */
function Model({ model, installed }: { model: ModelFacts; installed: boolean }) {
  const t = useTranslations('settings.models')
  const format = useFormatter()
  const languageName = useLanguageName()
  const gives = [
    model.detectsLanguage && t('detects'), model.wordTimes && t('wordTimes'), model.punctuation && t('punctuation'),
  ].filter(Boolean)
  const shown = model.size && formatBytes(format, model.size.bytes)
  const size = !shown ? t('sizeUnknown') : model.size?.isExact ? shown : t('moreThan', { size: shown })
  return (
    <li className="grid gap-2 border-t border-line py-4 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="font-semibold">{model.languages?.map(languageName).join(', ') ?? t('multilingual')}</p>
        <Badge tone={installed ? 'success' : 'neutral'}>{t(installed ? 'installed' : 'missing')}</Badge>
      </div>
      <p className="text-sm text-muted">
        {[model.title, ...gives, model.licence, size].filter(Boolean).join(' · ')}
      </p>
      {!installed && (
        <code className="block w-fit max-w-full overflow-x-auto rounded-control bg-raised px-3 py-1.5 font-mono text-sm">
          {pullCommand(model.id)}
        </code>
      )}
    </li>
  )
}

/** What can be recognised here, and the command for each thing more. Only whoever runs Steno can add models. */
export function ModelList({ installed, addable }: { installed: ModelFacts[]; addable: ModelFacts[] }) {
  const t = useTranslations('settings.models')
  return (
    <>
      <Card className="grid gap-4">
        <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
        {installed.length === 0 && <p className="text-muted">{t('none')}</p>}
        <ul>{installed.map((model) => <Model key={model.id} model={model} installed />)}</ul>
      </Card>
      {addable.length > 0 && (
        <Card className="grid gap-4">
          <SectionHeader title={t('more')}>{t('addHint')}</SectionHeader>
          <ul>{addable.map((model) => <Model key={model.id} model={model} installed={false} />)}</ul>
        </Card>
      )}
    </>
  )
}
