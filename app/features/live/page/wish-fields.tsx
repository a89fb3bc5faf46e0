import { useTranslations } from 'use-intl'
import { useNamedLanguages } from '~/features/recording/use-language-name'
import type { UploadOptions } from '~/features/upload/upload-options'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'
import type { LiveState } from '#domain/live/client/live-state'
import { NoTranslation } from './no-translation'
import { TargetSelect } from './target-select'

export type LiveWish = Pick<LiveState, 'language' | 'modelId' | 'translateTo'>

/** What is spoken, and what recognises it, and what it is translated into; all may change while somebody speaks. */
export function WishFields({ options, wish, canTranslate, onChange }: {
  options: UploadOptions
  wish: LiveWish
  canTranslate: boolean
  onChange(wish: LiveWish): void
}) {
  const t = useTranslations('upload')
  const translation = useTranslations('live.translation')
  const namedLanguages = useNamedLanguages()
  const languages = namedLanguages(options.languages)
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
      {canTranslate ? (
        <TargetSelect
          label={translation('target')} none={translation('none')} value={wish.translateTo}
          onChange={(translateTo) => onChange({ ...wish, translateTo })}
        />
      ) : <NoTranslation />}
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
