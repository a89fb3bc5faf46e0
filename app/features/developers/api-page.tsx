import { useLoaderData } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { Card } from '~/ui/card'
import { PageHeader } from '~/ui/page-header'
import { SectionHeader } from '~/ui/section-header'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import type { ApiData } from './load-api.server'
import { OperationView } from './operation-view'

/** How the API is used, and all that it can do: the document that programs read, for people. */
export function ApiPage() {
  const { serverUrl, chapters, problems } = useLoaderData<ApiData>()
  const t = useTranslations('developers')
  return (
    <div className="mx-auto grid w-full max-w-4xl gap-6 px-4 py-8 sm:px-8">
      <PageHeader title={t('title')} lead={t('lead')} />
      <Card className="grid gap-3">
        <SectionHeader title={t('begin')}>
          {t.rich('beginHow', { link: (text) => <a href={paths.apiKeys()} className="text-accent underline">{text}</a> })}
        </SectionHeader>
        <pre className="overflow-x-auto rounded-control bg-raised p-3 text-xs" tabIndex={0}>{exampleOf(serverUrl)}</pre>
        <p className="text-sm text-muted">
          {t.rich('document', { link: (text) => <a href={paths.openApi()} className="text-accent underline">{text}</a> })}
        </p>
      </Card>
      {chapters.map(({ tag, operations }) => (
        <section key={tag} className="grid gap-4" lang="en">
          <h2 className="text-xl font-bold">{tag}</h2>
          {operations.map((operation) => <OperationView key={operation.id} operation={operation} />)}
        </section>
      ))}
      <Problems problems={problems} />
    </div>
  )
}

function Problems({ problems }: Pick<ApiData, 'problems'>) {
  const t = useTranslations('developers')
  const tell = useErrorText()
  return (
    <Card className="grid gap-4">
      <SectionHeader title={t('problems')}>{t('problemsLead')}</SectionHeader>
      <dl className="grid divide-y divide-line">
        {problems.map(({ code, status }) => (
          <div key={code} id={code} className="grid gap-1 py-3 target:bg-mark">
            <dt><code className="font-mono text-sm font-semibold">{status} {code}</code></dt>
            <dd className="text-muted">{tell({ code })}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

const exampleOf = (serverUrl: string) => `curl ${serverUrl}/recordings \\
  -H "Authorization: Bearer $STENO_KEY" \\
  -H "Idempotency-Key: talk-1" \\
  -F language=en -F file=@talk.mp3`
