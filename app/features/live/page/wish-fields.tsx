import { useTranslations } from 'use-intl'
import { useLanguageName } from '~/features/recording/use-language-name'
import type { UploadOptions } from '~/features/upload/upload-options'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'
import type { LiveState } from '../client/live-state'

export type LiveWish = Pick<LiveState, 'language' | 'modelId'>

/** What is spoken, and what recognises it; both may change while somebody speaks. */
export function WishFields({ options, wish, onChange }: {
  options: UploadOptions
  wish: LiveWish
  onChange(wish: LiveWish): void
}) {
  const t = useTranslations('upload')
  const languageName = useLanguageName()
  const languages = options.languages.map((language) => ({ language, name: languageName(language) }))
    .sort((a, b) => a.name.localeCompare(b.name))
  return (
    <>
      <Field label={t('language')}>
        {(control) => (
          <Select
            {...control} value={wish.language} onChange={({ target }) => onChange({ ...wish, language: target.value })}
          >
            <option value="auto">{t('automatic')}</option>
            {languages.map(({ language, name }) => <option key={language} value={language}>{name}</option>)}
          </Select>
        )}
      </Field>
      <Field label={t('model')}>
        {(control) => (
          <Select
            {...control} value={wish.modelId ?? ''}
            onChange={({ target }) => onChange({ ...wish, modelId: target.value || null })}
          >
            <option value="">{t('modelAutomatic')}</option>
            {options.models.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
          </Select>
        )}
      </Field>
    </>
  )
}
