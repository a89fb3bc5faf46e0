import { Form, Link, useNavigate, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { Button } from '~/ui/button'
import { buttonStyle } from '~/ui/button-style'
import { Field } from '~/ui/field'
import { TextArea } from '~/ui/text-area'
import { useHydrated } from '~/ui/use-hydrated'
import { formatClock } from '~/web/format'
import { paths } from '~/web/paths'
import type { ShownSegment } from './recording-loader.server'

interface SegmentEditorProps {
  recordingId: string
  segment: ShownSegment
  error: string | null
  /** What was typed when it was refused. */
  refused: string | null
}

/** One passage as a field. Its times stay as they are, and what was recognised can be brought back. */
export function SegmentEditor({ recordingId, segment, error, refused }: SegmentEditorProps) {
  const t = useTranslations('recording.transcript')
  const common = useTranslations('common.actions')
  const hydrated = useHydrated()
  const navigation = useNavigation()
  const navigate = useNavigate()
  const { id, idx, startMs, text, originalText } = segment
  const here = paths.recording(recordingId)
  // With scripts the page stays where it is; without, the browser has to be told where to go.
  const back = hydrated ? here : `${here}#s-${idx}`
  const busy = (intent: string) => navigation.formData?.get('intent') === intent
  return (
    <li
      id={`s-${idx}`} data-id={id} data-start={startMs}
      className="my-2 rounded-card border border-line bg-surface p-3 shadow-card sm:p-4"
    >
      <Form
        method="post" action={paths.recording(recordingId, { edit: id })} preventScrollReset className="grid gap-3"
        onKeyDown={(event) => {
          // Input methods close their own lists with it.
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) navigate(here, { preventScrollReset: true })
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          event.currentTarget.querySelector<HTMLButtonElement>('button[value=correct]')?.click()
        }}
      >
        <input type="hidden" name="segment" value={id} />
        <input type="hidden" name="returnTo" value={back} />
        <Field label={t('textLabel', { time: formatClock(startMs) })} error={error ?? undefined}>
          {(control) => (
            <TextArea
              {...control} name="text" required maxLength={limits.segmentTextCharsMax} autoFocus
              // What is beneath the field, to save it or not, comes into sight with it.
              className="scroll-mt-14 scroll-mb-28"
              rows={Math.min(10, Math.max(3, Math.ceil(text.length / 60)))} defaultValue={refused ?? text}
            />
          )}
        </Field>
        {originalText !== null && <p className="text-sm text-muted">{t('original')} <q>{originalText}</q></p>}
        <div className="flex flex-wrap gap-2">
          <Button name="intent" value="correct" size="small" busy={busy('correct')}>{common('save')}</Button>
          {originalText !== null && (
            <Button
              name="intent" value="restore" variant="secondary" size="small" formNoValidate busy={busy('restore')}
            >
              {t('restore')}
            </Button>
          )}
          <Link to={back} preventScrollReset className={buttonStyle('quiet', 'small')}>{common('cancel')}</Link>
        </div>
      </Form>
    </li>
  )
}
