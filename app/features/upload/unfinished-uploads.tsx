import { Form } from '@remix-run/react'
import { useFormatter, useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { useHydrated } from '~/ui/use-hydrated'
import { formatBytes } from '~/web/format'
import { paths } from '~/web/paths'
import type { UnfinishedUpload } from './part-upload'
import { browserMemory, readRemembered } from './upload-memory'

interface UnfinishedUploadsProps {
  unfinished: UnfinishedUpload[]
  /** Keys of those that are in the list of this page. */
  seen: ReadonlySet<string>
}

/** What was begun and not completed: chosen again, the same file goes on where it was. */
export function UnfinishedUploads({ unfinished, seen }: UnfinishedUploadsProps) {
  const t = useTranslations('upload.unfinished')
  const format = useFormatter()
  const hydrated = useHydrated()
  const shown = unfinished.filter(({ uploadKey }) => uploadKey === null || !seen.has(uploadKey))
  if (shown.length === 0) return null
  // What the browser remembers is known only to its scripts.
  const remembered = hydrated ? new Set<string | null>(readRemembered(browserMemory()).map(({ uploadKey }) => uploadKey)) : null
  return (
    <section aria-labelledby="unfinished-uploads" className="grid grid-cols-1 gap-3">
      <h2 id="unfinished-uploads" className="text-lg font-semibold">{t('title')}</h2>
      <ul className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
        {shown.map(({ id, fileName, bytes, uploadKey }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
            <div className="grid min-w-0 gap-0.5">
              <p className="font-medium wrap-anywhere">{fileName}</p>
              <p className="text-sm text-muted">
                {formatBytes(format, bytes)}
                {remembered && ` · ${remembered.has(uploadKey) ? t('chooseAgain') : t('elsewhere')}`}
              </p>
            </div>
            <Form method="post" action={paths.partUpload(id)}>
              <Button variant="secondary" size="small" name="intent" value="discard" aria-label={t('discardNamed', { name: fileName })}>
                {t('discard')}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  )
}
