import { Form, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { useNamedLanguages } from '~/features/recording/use-language-name'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'
import { paths } from '~/web/paths'
import type { AgainData } from './again-loader.server'

/** What to transcribe a recording with. It begins with what was asked for the last time. */
export function AgainForm({ recording, options }: Pick<AgainData, 'recording' | 'options'>) {
  const t = useTranslations('again')
  const upload = useTranslations('upload')
  const namedLanguages = useNamedLanguages()
  const navigation = useNavigation()
  const languages = namedLanguages(options.languages)
  const isOffered = options.languages.includes(recording.language)
  return (
    <Card>
      <Form method="post" action={paths.recordingAgain(recording.id)} className="grid gap-5 sm:max-w-sm">
        <Field label={upload('model')}>
          {(control) => (
            <Select {...control} name="modelId" defaultValue="">
              <option value="">{upload('modelAutomatic')}</option>
              {options.models.map(({ id, title }) => (
                <option key={id} value={id}>
                  {id === recording.usedModelId ? t('current', { model: title }) : title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={upload('language')}>
          {(control) => (
            <Select {...control} name="language" defaultValue={isOffered ? recording.language : 'auto'}>
              <option value="auto">{upload('automatic')}</option>
              {languages.map(({ language, name }) => (
                <option key={language} value={language}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div>
          <Button name="intent" value="begin" busy={navigation.formData?.get('intent') === 'begin'}>
            {t('begin')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}
