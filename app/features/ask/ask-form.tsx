import { Form, useNavigation } from '@remix-run/react'
import { SendHorizontal, Square } from 'lucide-react'
import { useId, useRef, type KeyboardEvent } from 'react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { Button } from '~/ui/button'
import { TextArea } from '~/ui/text-area'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import type { ErrorBody } from '~/web/error-body'
import type { Asking } from './use-asking'

interface AskFormProps {
  asking: Asking
  conversationId?: string
  recordingId?: string
  label: string
  placeholder: string
  /** What was refused without scripts. */
  refusal?: ErrorBody | null
  /** The question that it was about. */
  refused?: string | undefined
}

/** One box to ask in. Enter sends, Shift and Enter begins a line. Without scripts a form that answers with a page. */
export function AskForm({ asking, conversationId, recordingId, label, placeholder, refusal = null, refused }: AskFormProps) {
  const t = useTranslations('ask')
  const errorText = useErrorText()
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const isSent = useNavigation().formData?.get('intent') === 'ask'
  const isRefused = asking.turn === null ? asking.error : null
  const error = isRefused ?? refusal
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    form.current?.requestSubmit()
  }
  return (
    <Form
      ref={form} method="post" action={conversationId ? paths.conversation(conversationId) : paths.ask()}
      onSubmit={(event) => {
        event.preventDefault()
        if (asking.isBusy) return
        asking.ask(new FormData(event.currentTarget))
        event.currentTarget.reset()
      }}
      className="grid gap-2"
    >
      <input type="hidden" name="intent" value="ask" />
      {conversationId && <input type="hidden" name="conversation" value={conversationId} />}
      {recordingId && <input type="hidden" name="recording" value={recordingId} />}
      <label htmlFor={id} className="text-sm font-medium">{label}</label>
      <div className="grid grid-cols-[1fr_auto] items-end gap-2">
        <TextArea
          id={id} name="question" required rows={2} maxLength={limits.askQuestionCharsMax} placeholder={placeholder}
          defaultValue={refused} enterKeyHint="send" onKeyDown={sendOnEnter} aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined} className="field-sizing-content max-h-48 min-h-12"
        />
        {asking.isBusy
          ? (
            <Button type="button" variant="secondary" onClick={asking.stop}>
              <Square aria-hidden="true" className="size-4" />{t('stop')}
            </Button>
          )
          : (
            <Button busy={isSent}>
              <SendHorizontal aria-hidden="true" className="size-4" />{t('send')}
            </Button>
          )}
      </div>
      {error && <p id={`${id}-error`} role="alert" className="text-sm font-medium text-danger">{errorText(error)}</p>}
    </Form>
  )
}
