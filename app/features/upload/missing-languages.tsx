import { ChevronDown } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { pullCommand } from '#domain/models/choose-model'
import { useNamedLanguages } from '~/features/recording/use-language-name'
import type { UploadOptions } from './upload-options'

/** Languages that could be recognised, and the command that adds each. */
export function MissingLanguages({ missing }: Pick<UploadOptions, 'missing'>) {
  const t = useTranslations('upload.missing')
  const namedLanguages = useNamedLanguages()
  if (missing.length === 0) return null
  const byModel = new Map<string, string[]>()
  for (const { language, modelId } of missing) {
    byModel.set(modelId, [...(byModel.get(modelId) ?? []), language])
  }
  return (
    <details className="group rounded-card border border-line px-5 py-3">
      <summary className="flex items-center justify-between gap-3 rounded-control text-sm font-medium">
        {t('title')}
        <ChevronDown aria-hidden="true" className="size-4 text-muted transition-transform group-open:rotate-180" />
      </summary>
      <p className="mt-2 text-sm text-muted">{t('lead')}</p>
      <ul className="mt-2 grid gap-3 pb-2">
        {[...byModel].map(([modelId, languages]) => (
          <li key={modelId} className="text-sm">
            {namedLanguages(languages).map(({ name }) => name).join(', ')}
            <code className="mt-1 block w-fit max-w-full overflow-x-auto rounded-control bg-raised px-2 py-1 font-mono">
              {pullCommand(modelId)}
            </code>
          </li>
        ))}
      </ul>
    </details>
  )
}
