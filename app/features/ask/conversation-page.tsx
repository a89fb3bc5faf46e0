import { Form, Link, useRevalidator } from '@remix-run/react'
import { ArrowLeft, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { usePassagePlayer } from '~/features/search/use-passage-player'
import { useRevalidateWhile } from '~/features/recording/use-revalidate-while'
import { useTitle } from '~/features/recording/use-title'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Confirm } from '~/ui/confirm'
import type { ErrorBody } from '~/web/error-body'
import { paths } from '~/web/paths'
import { AskForm } from './ask-form'
import type { ConversationData } from './ask-loader.server'
import { TurnView } from './turn-view'
import { useAsking } from './use-asking'

/** Questions that follow from one another, with their answers, and the box for the next. */
export function ConversationPage({ conversation, error, refused }: ConversationData & { error: ErrorBody | null; refused: string | undefined }) {
  const t = useTranslations('ask')
  const titleOf = useTitle()
  const { revalidate } = useRevalidator()
  const asking = useAsking(() => revalidate())
  const player = usePassagePlayer()
  const { id, recordingId, recordingTitle, turns } = conversation
  const isKept = turns.some((turn) => turn.id === asking.turn?.id)
  useRevalidateWhile(!asking.isBusy && turns.some(({ status }) => status === 'answering'))
  const shown = asking.turn && !isKept ? [...turns, asking.turn] : turns
  return (
    <>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <Link
            to={recordingId ? paths.ask({ recording: recordingId }) : paths.ask()}
            className="mb-2 inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink hover:underline"
          >
            <ArrowLeft aria-hidden="true" className="size-4" />{t('title')}
          </Link>
          <h1 className="text-xl font-bold wrap-anywhere sm:text-2xl">{turns[0]?.question ?? t('title')}</h1>
          {recordingId && (
            <p className="mt-1 text-sm text-muted">
              {t('of')}{' '}
              <Link to={paths.recording(recordingId)} className="text-accent underline">
                {titleOf({ title: recordingTitle ?? '' })}
              </Link>
            </p>
          )}
        </div>
        <Confirm
          trigger={<><Trash2 aria-hidden="true" className="size-4" />{t('delete')}</>} triggerSize="small"
          title={t('deleteTitle')} description={t('deleteLead')} cancel={t('keep')}
        >
          <Form method="post" action={paths.conversation(id)}>
            <Button name="intent" value="delete" variant="danger">{t('delete')}</Button>
          </Form>
        </Confirm>
      </header>
      <div className="grid gap-10">
        {shown.map((turn) => (
          <TurnView
            key={turn.id} turn={turn} playing={player.playing}
            onCite={(citation, key) => player.toggle(key, paths.recordingAudio(citation.recordingId), citation.startMs)}
          />
        ))}
      </div>
      <Card className="mt-8">
        <AskForm
          asking={asking} conversationId={id} label={t('more')} placeholder={t('morePlaceholder')} refusal={error} refused={refused}
        />
      </Card>
    </>
  )
}
