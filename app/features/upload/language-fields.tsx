import { ChevronDown } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { useNamedLanguages } from '~/features/recording/use-language-name'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'
import { TextInput } from '~/ui/text-input'
import type { UploadOptions } from './upload-options'

/** What is said about the files: the language that is spoken in them, and, for those who care, model and title. */
export function LanguageFields({ options, withTitle }: { options: UploadOptions; withTitle: boolean }) {
  const t = useTranslations('upload')
  const namedLanguages = useNamedLanguages()
  const languages = namedLanguages(options.languages)
  const missing = namedLanguages(options.missing.map(({ language }) => language))
  return (
    <div className="grid gap-3">
      <Field label={t('language')}>
        {(control) => (
          <Select {...control} name="language" defaultValue="auto" className="sm:max-w-sm">
            <option value="auto">{t('automatic')}</option>
            {languages.map(({ language, name }) => <option key={language} value={language}>{name}</option>)}
            {missing.map(({ language, name }) => (
              <option key={language} value={language} disabled>{t('notInstalled', { language: name })}</option>
            ))}
          </Select>
        )}
      </Field>
      <details className="group">
        <summary
          className="flex w-fit items-center gap-1 rounded-control text-sm font-medium text-accent hover:underline"
        >
          {t('more')}
          <ChevronDown aria-hidden="true" className="size-4 transition-transform group-open:rotate-180" />
        </summary>
        <div className="mt-3 grid gap-5 sm:max-w-sm">
          <Field label={t('model')}>
            {(control) => (
              <Select {...control} name="modelId" defaultValue="">
                <option value="">{t('modelAutomatic')}</option>
                {options.models.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
              </Select>
            )}
          </Field>
          {withTitle && (
            <Field label={t('formTitle')} hint={t('formTitleHint')}>
              {(control) => <TextInput {...control} name="title" maxLength={limits.titleCharsMax} autoComplete="off" />}
            </Field>
          )}
        </div>
      </details>
    </div>
  )
}
