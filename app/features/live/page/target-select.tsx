import { useTranslations } from 'use-intl'
import { targetLanguages } from '#domain/translation/target-languages'
import { useNamedLanguages } from '~/features/recording/use-language-name'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'

interface TargetSelectProps {
  label: string
  /** What stands for no translation. */
  none: string
  value: string | null
  /** Languages that are being made already; they come first. */
  made?: readonly string[]
  onChange(language: string | null): void
}

/** A language to read in. */
export function TargetSelect({ label, none, value, made = [], onChange }: TargetSelectProps) {
  const t = useTranslations('live.translation')
  const namedLanguages = useNamedLanguages()
  const named = (languages: readonly string[]) => namedLanguages(languages)
    .map(({ language, name }) => <option key={language} value={language}>{name}</option>)
  const others = targetLanguages.filter((language) => !made.includes(language))
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} value={value ?? ''} onChange={({ target }) => onChange(target.value || null)}>
          <option value="">{none}</option>
          {made.length === 0 ? named(others) : (
            <>
              <optgroup label={t('made')}>{named(made)}</optgroup>
              <optgroup label={t('others')}>{named(others)}</optgroup>
            </>
          )}
        </Select>
      )}
    </Field>
  )
}
