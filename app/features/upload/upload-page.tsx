import { Form, useNavigation } from '@remix-run/react'
import { useCallback, useEffect, useRef } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { LinkButton } from '~/ui/link-button'
import { PageHeader } from '~/ui/page-header'
import { controlStyle } from '~/ui/text-input'
import { useHydrated } from '~/ui/use-hydrated'
import type { KnownError } from '~/web/tell-error'
import { useErrorText } from '~/web/error-text'
import { formatBytes } from '~/web/format'
import { paths } from '~/web/paths'
import { DropZone } from './drop-zone'
import { LanguageFields } from './language-fields'
import { MissingLanguages } from './missing-languages'
import type { UploadFacts } from './upload-facts.server'
import { UnfinishedUploads } from './unfinished-uploads'
import { UploadList } from './upload-list'
import { UploadResults, type UploadResult } from './upload-results'
import { useUploads } from './use-uploads'

interface UploadPageProps extends UploadFacts {
  /** What became of the files of the form that was just sent; null before. */
  results: UploadResult[] | null
  /** Why the form as a whole was refused. */
  error: KnownError | null
}

/** Files into the library: a form, and with scripts a list that sends each file by itself. */
export function UploadPage({ options, bytesMax, usedUp, cycleEnd, unfinished, results, error }: UploadPageProps) {
  const t = useTranslations('upload')
  const format = useFormatter()
  const errorText = useErrorText()
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { maxSize: formatBytes(format, bytesMax) })} />
      <div className="grid grid-cols-1 gap-6">
        {error && <Alert tone="danger">{errorText(error)}</Alert>}
        {results && <UploadResults results={results} />}
        {usedUp && (
          <Alert
            tone="warning"
            action={<LinkButton to={paths.plan()} variant="secondary" size="small">{t('changePlan')}</LinkButton>}
          >
            <p className="font-semibold">{errorText({ code: usedUp })}</p>
            <p>{t('usedUp', { date: format.dateTime(cycleEnd, { dateStyle: 'long' }) })}</p>
          </Alert>
        )}
        <UploadForm
          options={options} bytesMax={bytesMax} unfinished={unfinished}
          // What was begun has its place already.
          disabled={usedUp !== null && unfinished.length === 0}
        />
        <MissingLanguages missing={options.missing} />
      </div>
    </>
  )
}

/**
 * What is spoken is chosen before the files, which are sent as soon as they are there; the server, too, reads the form
 * in this order, as it arrives.
 */
function UploadForm(
  { options, bytesMax, unfinished, disabled }:
    Pick<UploadFacts, 'options' | 'bytesMax' | 'unfinished'> & { disabled: boolean },
) {
  const t = useTranslations('upload')
  const hydrated = useHydrated()
  const formRef = useRef<HTMLFormElement>(null)
  const uploads = useUploads({ bytesMax })
  const navigation = useNavigation()
  const add = (files: File[]) => {
    const form = new FormData(formRef.current ?? undefined)
    const text = (name: string) => String(form.get(name) ?? '')
    uploads.add(files, { language: text('language'), modelId: text('modelId'), title: text('title') })
  }
  const plainInputRef = useEarlyFiles(add)
  return (
    <>
      <Form ref={formRef} method="post" encType="multipart/form-data">
        <Card className="grid gap-5">
          <LanguageFields options={options} withTitle={!hydrated} />
          {hydrated ? <DropZone onFiles={add} disabled={disabled} /> : (
            <>
              <Field label={t('files')} hint={t('filesHint', { count: limits.uploadFilesPerFormMax })}>
                {(control) => (
                  <input
                    {...control} ref={plainInputRef} type="file" name="file" multiple required disabled={disabled}
                    className={`${controlStyle} file:mr-3 file:rounded-control file:border-0 file:bg-raised file:px-3
                      file:py-1.5 file:text-ink`}
                  />
                )}
              </Field>
              <div><Button disabled={disabled} busy={navigation.state === 'submitting'}>{t('submit')}</Button></div>
            </>
          )}
        </Card>
      </Form>
      <UploadList uploads={uploads} />
      <UnfinishedUploads unfinished={unfinished} seen={uploads.seen} />
    </>
  )
}

/**
 * Takes over the files that are chosen in the plain field: before the scripts have come and put the list there, and also
 * later, by whoever had its dialog open when it went.
 */
function useEarlyFiles(onFiles: (files: File[]) => void): (input: HTMLInputElement | null) => void {
  const inputRef = useRef<HTMLInputElement | null>(null)
  const latest = useRef(onFiles)
  latest.current = onFiles
  useEffect(() => {
    const input = inputRef.current
    if (!input) return
    const take = () => {
      if (!input.files?.length) return
      latest.current([...input.files])
      input.value = ''
    }
    take()
    input.addEventListener('change', take)
    return () => input.removeEventListener('change', take)
  }, [])
  return useCallback((input) => {
    // It is gone from the page by the time its files are read.
    if (input) inputRef.current = input
  }, [])
}
