import { useTranslations } from 'use-intl'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import type { ShownOperation, ShownPart } from './load-api.server'
import type { SchemaRow } from './schema-rows'

/** One operation: what it takes, what it answers, what it refuses with. */
export function OperationView({ operation }: { operation: ShownOperation }) {
  const { id, method, path, summary, description, scope, isPublic, parameters, bodies, answers, problems } = operation
  const t = useTranslations('developers')
  return (
    <Card id={id} className="grid grid-cols-1 gap-4">
      <div className="grid gap-1.5">
        <h3 className="text-lg font-semibold">{summary}</h3>
        <p className="flex flex-wrap items-center gap-2">
          <code className="font-mono text-sm wrap-anywhere"><b>{method}</b> {path}</code>
          <Badge>{isPublic ? t('public') : scope ?? t('anyKey')}</Badge>
        </p>
        {description && <p className="max-w-prose text-muted"><Prose text={description} /></p>}
      </div>
      {parameters.length > 0 && (
        <FieldTable title={t('parameters')} rows={parameters} />
      )}
      {bodies.map((part) => <Part key={part.name} title={t('body')} part={part} />)}
      {answers.map(({ status, description: what, parts }) => (
        <div key={status} className="grid grid-cols-1 gap-3">
          <p><b>{status}</b> <Prose text={what} /></p>
          {parts.map((part) => <Part key={part.name} title={t('answer')} part={part} />)}
        </div>
      ))}
      <p className="text-sm text-muted">
        {t('refusals')} {problems.map((code, at) => (
          <span key={code}>{at > 0 && ', '}<a href={`#${code}`} className="hover:underline">{code}</a></span>
        ))}
      </p>
    </Card>
  )
}

/** Text of the document, in which code stands between backticks. */
function Prose({ text }: { text: string }) {
  return text.split('`').map((part, at) => (at % 2 === 0 ? part : <code key={at} className="font-mono">{part}</code>))
}

function Part({ title, part: { name, rows } }: { title: string; part: ShownPart }) {
  if (rows.length === 0) return <p className="text-sm"><span className="text-muted">{title}</span> <code>{name}</code></p>
  return (
    <details>
      <summary className="w-fit text-sm font-medium text-accent">{title} <code>{name}</code></summary>
      <div className="mt-2"><FieldTable title={`${title} ${name}`} rows={rows} /></div>
    </details>
  )
}

function FieldTable({ title, rows }: { title: string; rows: SchemaRow[] }) {
  const t = useTranslations('developers')
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={title}>
      <table className="w-full text-left text-sm">
        <caption className="sr-only">{title}</caption>
        <thead className="text-muted">
          <tr>
            <th scope="col" className="py-1 pr-4 font-medium">{t('name')}</th>
            <th scope="col" className="font-medium">{t('meaning')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map(({ name, depth, type, isRequired, description }, at) => (
            <tr key={at} className="align-top">
              <th scope="row" className="py-1.5 pr-4 font-normal" style={{ paddingInlineStart: `${depth}rem` }}>
                <code className="font-mono">{name}</code>{isRequired && <span className="text-muted"> *</span>}
              </th>
              <td className="py-1.5">
                <span className="text-muted">{type}</span>{description && <> — <Prose text={description} /></>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
