import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { controlStyle } from '~/ui/text-input'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import type { LiveFacts } from '../live-loader.server'
import { FinishForm } from './finish-form'

/** What can be done without scripts, or in a browser that cannot record: the device's own recorder, and an ordinary form. */
export function PlainRecorder({ title }: { title: string }) {
  const t = useTranslations('live.plain')
  return (
    <Card>
      <form method="post" action={paths.upload()} encType="multipart/form-data" className="grid gap-4">
        <h2 className="text-lg font-semibold">{t('title')}</h2>
        <p className="max-w-prose text-muted">{t('lead')}</p>
        <input type="hidden" name="language" value="auto" />
        <input type="hidden" name="modelId" value="" />
        <input type="hidden" name="title" value={title} />
        <Field label={t('file')}>
          {(control) => (
            <input
              {...control} type="file" name="file" accept="audio/*" capture required
              className={`${controlStyle} file:mr-3 file:rounded-control file:border-0 file:bg-raised file:px-3 file:py-1.5
                file:text-ink`}
            />
          )}
        </Field>
        <div><Button>{t('send')}</Button></div>
      </form>
    </Card>
  )
}

/** The sessions that the server knows to be open, for browsers without scripts. */
export function PlainOpenList({ open }: Pick<LiveFacts, 'open'>) {
  const t = useTranslations('live.found')
  if (open.length === 0) return null
  return (
    <Card className="grid gap-4">
      <h2 className="text-lg font-semibold">{t('title')}</h2>
      <ul className="grid gap-4">
        {open.map(({ id, title, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-3">
            <span className="font-medium">{title || t('untitled')}</span>
            <span className="text-sm text-muted"><LocalTime at={new Date(createdAt)} /></span>
            <FinishForm sessionId={id} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
