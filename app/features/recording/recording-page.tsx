import { useTranslations } from 'use-intl'
import { isOpenStep } from '~/features/steps/is-open-step'
import { SummaryCard } from '~/features/summary/summary-card'
import { TranslationBar } from '~/features/translation/translation-bar'
import { StepsCard } from '~/features/steps/steps-card'
import { AskCard } from '~/features/ask/ask-card'
import type { Cited } from '~/features/ask/cited-path'
import { LiveNotice } from '~/features/live/page/live-notice'
import { Alert } from '~/ui/alert'
import type { ErrorBody } from '~/web/error-body'
import { formatDuration } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { useErrorText } from '~/web/error-text'
import { isOpenStatus } from './live-events'
import { DraftNotice } from './draft-notice'
import { PlayerBar } from './player-bar'
import { RecordingHeader } from './recording-header'
import type { RecordingData } from './recording-loader.server'
import { RecordingState } from './recording-state'
import { RefreshWhileOpen } from './refresh-while-open'
import { TranscriptView } from './transcript-view'
import { useCited } from './use-cited'
import { useLiveRecordings } from './use-live-recordings'
import { usePlayer } from './use-player'
import { useRevalidateWhile } from './use-revalidate-while'

/** The audio of a live session is joined in seconds; after this long something is in the way. */
const JOINED_WITHIN_MS = 3_600_000
/** What follows a transcript is planned within seconds of it; where nothing is after this long, nothing follows. */
const PLANNED_WITHIN_MS = 60_000

interface RecordingPageProps extends RecordingData {
  renaming: boolean
  /** What an answer, or a search, leads to. */
  cited: Cited | null
  /** The segment whose text is being corrected. */
  editingId: number | null
  /** What the last form on this page was refused for, and the text that it held. */
  error: ErrorBody | null
  refused: string | null
}

/** One recording: what it is, how far it is, its sound and its words. */
export function RecordingPage(
  { recording: loaded, segments, draftStatus, retention, live: spoken, steps, summary, translations, nowMs, ...page }: RecordingPageProps,
) {
  const t = useTranslations('recording')
  const spokenWords = useTranslations('live')
  const common = useTranslations('common')
  const errorText = useErrorText()
  const live = useLiveRecordings([loaded], { enabled: isOpenStatus(loaded.status), watchesNew: false })
  const recording = live.recordings[0] ?? loaded
  const player = usePlayer({ segments, durationMs: recording.durationMs })
  const showCited = useCited({ recordingId: recording.id, segments, player, cited: page.cited })
  const segmentFailed = page.error?.field === 'text'
  const isJoining = recording.source === 'realtime' && recording.status === 'done' && !recording.hasAudio
    && recording.audioExpiredAt === null
  const doneForMs = nowMs - new Date(recording.completedAt ?? nowMs).getTime()
  const isLate = doneForMs > JOINED_WITHIN_MS
  const isBeingPlanned = recording.status === 'done' && steps.length === 0 && doneForMs < PLANNED_WITHIN_MS
  const isGoingOn = isBeingPlanned || steps.some(isOpenStep)
  useRevalidateWhile((isJoining && !isLate) || isGoingOn)
  return (
    <>
      <RecordingHeader
        recording={recording} renaming={page.renaming} refused={page.refused} retention={retention}
        hasChapters={(summary?.chapters.length ?? 0) > 0}
      />
      {page.error && !segmentFailed && <div className="mb-5"><Alert tone="danger">{errorText(page.error)}</Alert></div>}
      {spoken?.isOpen
        ? <LiveNotice recordingId={recording.id} isReleased={spoken.isReleased} />
        : <RecordingState recording={recording} nowMs={Math.max(nowMs, live.atMs ?? 0)} />}
      {(spoken?.endReason === 'interrupted' || spoken?.endReason === 'quota') && (
        <div className="mb-5"><Alert tone="warning">{spokenWords(`recording.${spoken.endReason}`)}</Alert></div>
      )}
      {spoken !== null && spoken.lostAudioMs > 0 && (
        <div className="mb-5">
          <Alert tone="warning">{t('audioLost', { lost: formatDuration(common, spoken.lostAudioMs) })}</Alert>
        </div>
      )}
      {isJoining && (
        <div className="mb-5">
          <Alert tone={isLate ? 'warning' : 'info'}>{isLate ? t('audioLate') : t('audioPreparing')}</Alert>
        </div>
      )}
      {recording.audioExpiredAt !== null && (
        <div className="mb-5">
          <Alert>{t.rich('audioExpired', { date: () => <LocalTime at={recording.audioExpiredAt!} show="date" /> })}</Alert>
        </div>
      )}
      {draftStatus && <DraftNotice recordingId={recording.id} status={draftStatus} />}
      {summary && (
        <SummaryCard
          recordingId={recording.id} summary={summary} step={steps.find(({ step }) => step === 'summarize')}
          hasAudio={recording.hasAudio} onPlay={player.playFrom}
        />
      )}
      {recording.status === 'done' && segments.length > 0 && <AskCard recordingId={recording.id} onCite={showCited} />}
      {recording.status === 'done' && segments.length > 0 && (
        <TranslationBar
          recordingId={recording.id} translations={translations} lines={segments.length} steps={steps}
        />
      )}
      {recording.status === 'done' && (
        <TranscriptView
          recordingId={recording.id} segments={segments} translation={translations.current} player={player}
          editingId={page.editingId} cited={page.cited}
          error={segmentFailed && page.error ? errorText(page.error) : null} refused={page.refused}
        />
      )}
      <StepsCard recordingId={recording.id} steps={steps} />
      {isOpenStatus(recording.status) && <p className="text-muted">{t('transcript.notYet')}</p>}
      {recording.hasAudio && (
        <PlayerBar
          recordingId={recording.id} player={player} durationMs={recording.durationMs} chapters={summary?.chapters ?? []}
        />
      )}
      <RefreshWhileOpen
        statuses={[(isJoining && !isLate) || isGoingOn ? 'processing' : recording.status]}
        typing={page.renaming || page.editingId !== null || page.refused !== null}
      />
    </>
  )
}
