import { Form, useNavigation } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useNamedLanguages } from '~/features/recording/use-language-name'
import { Button } from '~/ui/button'
import { buttonStyle } from '~/ui/button-style'
import { Field } from '~/ui/field'
import { Menu } from '~/ui/menu'
import { Select } from '~/ui/select'
import { paths } from '~/web/paths'

interface AddTranslationProps {
  recordingId: string
  others: readonly string[]
  isConfigured: boolean
}

/** Asks for the transcript in another language; where nothing can translate, what would have to be set up. */
export function AddTranslation({ recordingId, others, isConfigured }: AddTranslationProps) {
  const t = useTranslations('translation')
  const namedLanguages = useNamedLanguages()
  const busy = useNavigation().formData?.get('intent') === 'translate'
  if (others.length === 0) return null
  const named = namedLanguages(others)
  return (
    <Menu
      align="start" triggerClassName={buttonStyle('secondary', 'small')}
      trigger={<><Plus aria-hidden="true" className="size-4" />{t('add')}</>}
    >
      {isConfigured ? (
        <Form method="post" action={paths.recording(recordingId)} preventScrollReset className="grid gap-3 p-2">
          <Field label={t('into')}>
            {(control) => (
              <Select {...control} name="language" required defaultValue="">
                <option value="" disabled>{t('choose')}</option>
                {named.map(({ language, name }) => <option key={language} value={language}>{name}</option>)}
              </Select>
            )}
          </Field>
          <Button name="intent" value="translate" size="small" busy={busy}>{t('translate')}</Button>
        </Form>
      ) : <p className="p-2 text-sm">{t('notConfigured')}</p>}
    </Menu>
  )
}
