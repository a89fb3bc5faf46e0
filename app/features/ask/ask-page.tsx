import { Form, Link, useNavigate } from '@remix-run/react'
import { MessageCircleQuestion } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { usePassagePlayer } from '~/features/search/use-passage-player'
import { useTitle } from '~/features/recording/use-title'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Confirm } from '~/ui/confirm'
import { EmptyState } from '~/ui/empty-state'
import { PageHeader } from '~/ui/page-header'
import { Pagination } from '~/ui/pagination'
import type { ErrorBody } from '~/web/error-body'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import { AskForm } from './ask-form'
import type { AskData } from './ask-loader.server'
import { TurnView } from './turn-view'
import { useAsking } from './use-asking'

/** Ask everything that was said; and what was asked before. */
export function AskPage({
  recording, conversations, nextCursor, isFirstPage, hasModel, error, refused,
}: AskData & { error: ErrorBody | null; refused: string | undefined }) {
  const t = useTranslations('ask')
  const common = useTranslations('common')
  const titleOf = useTitle()
  const navigate = useNavigate()
  const asking = useAsking((id) => navigate(paths.conversation(id), { preventScrollReset: true }))
  const player = usePassagePlayer()
  const narrowed = recording ? { recording: recording.id } : {}
  return (
    <>
      <PageHeader title={t('title')} lead={t(hasModel ? 'lead' : 'leadWithoutModel')} />
      <Card>
        <AskForm
          asking={asking} {...(recording && { recordingId: recording.id })} refusal={error} refused={refused}
          label={recording ? t('ofRecording', { title: titleOf(recording) }) : t('ofAll')} placeholder={t('placeholder')}
        />
        {recording && (
          <p className="mt-2 text-sm">
            <Link to={paths.ask()} className="text-accent hover:underline">{t('askAll')}</Link>
          </p>
        )}
      </Card>
      {asking.turn && (
        <div className="mt-6">
          <TurnView
            turn={asking.turn} playing={player.playing}
            onCite={({ recordingId, startMs }, key) => player.toggle(key, paths.recordingAudio(recordingId), startMs)}
          />
        </div>
      )}
      <section aria-labelledby="asked-before" className="mt-8">
        {conversations.length === 0
          ? isFirstPage && !asking.turn && <EmptyState icon={MessageCircleQuestion} title={t('none')}>{t('noneLead')}</EmptyState>
          : (
            <>
              <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
                <h2 id="asked-before" className="text-lg font-semibold">{t('before')}</h2>
                <Confirm
                  trigger={t('deleteAll')} triggerVariant="quiet" triggerSize="small" title={t('deleteAllTitle')}
                  description={t('deleteAllLead')} cancel={t('keep')}
                >
                  <Form method="post" action={paths.ask()}>
                    <Button name="intent" value="deleteAll" variant="danger">{t('deleteAll')}</Button>
                  </Form>
                </Confirm>
              </div>
              <ul className="grid divide-y divide-line rounded-card border border-line bg-surface">
                {conversations.map(({ id, question, recordingTitle, recordingId, turns, askedAt }) => (
                  <li key={id} className="px-4 py-3.5 sm:px-5">
                    <Link to={paths.conversation(id)} className="line-clamp-2 font-medium wrap-anywhere hover:text-accent hover:underline">
                      {question}
                    </Link>
                    <p className="mt-0.5 text-sm text-muted">
                      {t('turns', { count: turns })} · <LocalTime at={askedAt} />
                      {recordingId !== null && ` · ${titleOf({ title: recordingTitle ?? '' })}`}
                    </p>
                  </li>
                ))}
              </ul>
            </>
          )}
        <Pagination
          label={common('pagination')}
          first={isFirstPage ? null : { to: paths.ask(narrowed), text: common('actions.newer') }}
          next={nextCursor ? { to: paths.ask({ ...narrowed, cursor: nextCursor }), text: common('actions.older') } : null}
        />
      </section>
    </>
  )
}
