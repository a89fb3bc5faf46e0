import { useBlocker, useRevalidator } from '@remix-run/react'
import { SlidersHorizontal } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { useTellMinutesLeft } from '~/features/shell/minutes-now'
import { makeUploadKey } from '~/features/upload/make-upload-key'
import { buttonStyle } from '~/ui/button-style'
import { Card } from '~/ui/card'
import { showOpened } from '~/ui/show-opened'
import { findObstacle, type SoundWish } from '../audio/open-sound'
import type { LiveTranscript } from '#domain/live/client/live-transcript'
import type { TranslatedPassages } from '#domain/live/client/live-translations'
import { readKept, type Take } from '#domain/live/client/take'
import type { LiveFacts } from '../live-loader.server'
import { CaptionsDialog } from './captions-dialog'
import { FoundList } from './found-list'
import { findSessions, type FoundSession } from './found-sessions'
import { LiveConsole } from './live-console'
import { LiveText } from './live-text'
import { LiveTroubles } from './live-troubles'
import { OutcomeCard } from './outcome-card'
import { PlainRecorder } from './plain-recorder'
import { SoundFields } from './sound-fields'
import { StartCard } from './start-card'
import { TextTools } from './text-tools'
import { TranslationLine } from './translation-line'
import { useSpeaksOver } from './use-speaks-over'
import { useSpoken } from './use-spoken'
import { useStudio } from './use-studio'
import { WishFields, type LiveWish } from './wish-fields'

/** That of this browser: titles say when somebody spoke. */
const { timeZone } = Intl.DateTimeFormat().resolvedOptions()

const noPassages: TranslatedPassages = {}
const nothingSaid: LiveTranscript = []

/** Everything of the live page that scripts make. */
export function LiveDesk(facts: LiveFacts) {
  const t = useTranslations('live')
  const format = useFormatter()
  const { studio, state, store } = useStudio(facts)
  const [sound, setSound] = useState<SoundWish>({ kind: 'microphone', deviceId: null })
  const [wish, setWish] = useState<LiveWish>({ language: 'auto', modelId: null, translateTo: null })
  const [hasCaptions, setCaptions] = useState(false)
  const { found, forget, readFound } = useFound(facts, store, state.phase)
  const [obstacle] = useState(findObstacle)
  const { live } = state
  const wasLive = useRef(false)
  if (live) wasLive.current = true
  const translated = (live?.translateTo && live.translations[live.translateTo]) || noPassages
  const [speaksOver, setSpeaksOver] = useSpeaksOver(facts.speaksOver)
  // Nothing is spoken over the speaker unless they wish it: without headphones the microphone would hear it, too.
  const spoken = useSpoken({
    transcript: live?.transcript ?? nothingSaid, translated, language: live?.translateTo ?? null,
    isHeld: live?.activity === 'speaking' && !speaksOver, hasVoice: facts.hasVoice,
  })
  useLeaveQuestion(state.isHearing)
  useTellMinutesLeft(live?.quotaLeftMs ?? null)

  const titleNow = () =>
    t('takeTitle', { date: format.dateTime(new Date(), { dateStyle: 'medium', timeStyle: 'short', timeZone }) })
  const takeNow = (sessionId: string | null): Take => ({
    id: makeUploadKey(), userId: facts.userId, sessionId, resumeTicket: null, offset: 0, title: titleNow(), ...wish,
    startedAt: Date.now(), isFinishing: false,
  })
  const changeSound = (next: SoundWish) => {
    setSound(next)
    // Shown is what is heard.
    void studio.changeSound(next).then((isMade) => isMade || setSound(sound))
  }
  const changeWish = (next: LiveWish) => {
    setWish(next)
    studio.update(next)
  }
  const goOn = ({ take, kept, sessionId }: FoundSession) => void studio.start(sound, take ?? takeNow(sessionId), kept)

  const fields = (
    <>
      <WishFields
        options={facts.options} wish={live ?? wish} canTranslate={facts.canTranslate} onChange={changeWish}
      />
      <SoundFields sound={sound} isHearing={state.isHearing} onChange={changeSound} />
    </>
  )
  // What was asked for, or is not safe yet, comes first.
  const hasUrgent = facts.goOnId !== null || found.some(({ unsentMs }) => unsentMs > 0)
  const beginning = (
    <StartCard
      leftMs={facts.leftMs} isOpening={state.phase === 'opening'} isAgain={wasLive.current}
      onStart={() => void studio.start(sound, takeNow(null))}
    >
      {fields}
    </StartCard>
  )
  const unfinished = (
    <FoundList
      found={found} onGoOn={goOn} onFinish={({ take, kept }) => take && studio.finishTake(take, kept)} onForget={forget}
      onRead={readFound}
    />
  )
  if (obstacle) {
    return (
      <>
        <LiveTroubles state={{ ...state, soundTrouble: obstacle }} />
        <PlainRecorder title={titleNow()} />
      </>
    )
  }
  return (
    <>
      {(!live || live.outcome) && <LiveTroubles state={state} />}
      {!live && (hasUrgent ? <>{unfinished}{beginning}</> : <>{beginning}{unfinished}</>)}
      {live?.outcome && <OutcomeCard studio={studio} live={live} title={titleNow()} />}
      {live && (
        <Card className="grid gap-5">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 className="text-lg font-semibold">{t('transcript')}</h2>
            <TextTools
              transcript={live.transcript} sharedId={live.outcome ? null : live.sessionId}
              onCaptions={() => setCaptions(true)}
            />
          </div>
          {live.transcript.length === 0 && !live.outcome && (
            <p className="py-10 text-center text-lg text-muted">{t('empty')}</p>
          )}
          {!live.outcome && (
            <TranslationLine live={live} spoken={spoken} speaksOver={speaksOver} onSpeaksOver={setSpeaksOver} />
          )}
          <LiveText transcript={live.transcript} language={live.translateTo} translated={translated} />
          {!live.outcome && live.wanted !== 'finished' && (
            <details className="border-t border-line pt-3">
              <summary onClick={showOpened} className={buttonStyle('quiet', 'small', '-ml-3 w-fit list-none text-muted')}>
                <SlidersHorizontal aria-hidden="true" className="size-4" />{t('options')}
              </summary>
              <div className="mt-3 grid gap-4 sm:grid-cols-2">{fields}</div>
            </details>
          )}
        </Card>
      )}
      {live && !live.outcome && (
        <LiveConsole studio={studio} state={state} sound={sound} models={facts.options.models} />
      )}
      {live && hasCaptions && <CaptionsDialog
          transcript={live.transcript} language={live.translateTo} translated={translated} onClose={() => setCaptions(false)} />}
    </>
  )
}

/** What was left unfinished; looked for whenever nothing is going on. */
function useFound(facts: LiveFacts, store: ReturnType<typeof useStudio>['store'], phase: string) {
  const [found, setFound] = useState<FoundSession[]>([])
  const { revalidate } = useRevalidator()
  const { open, userId, goOnId } = facts
  const look = useCallback(async () => {
    if (store) setFound(await findSessions({ open, userId, goOnId }, store).catch(() => []))
  }, [store, open, userId, goOnId])
  useEffect(() => {
    if (phase === 'idle') void look()
  }, [phase, look])
  useEffect(() => {
    // A recording that has just ended is open no more.
    if (phase === 'open') return () => revalidate()
  }, [phase, revalidate])
  const forget = async ({ take }: FoundSession) => {
    if (take) await store?.remove(take.id)
    await look()
  }
  async function* readFound({ take, kept }: FoundSession) {
    if (!take || !store) return
    for await (const { frames } of readKept(store, take.id, kept)) yield frames
  }
  return { found, forget: (item: FoundSession) => void forget(item), readFound }
}

/** Going to another page of Steno ends the recording here; that is asked about. */
function useLeaveQuestion(isHearing: boolean): void {
  const t = useTranslations('live')
  const blocker = useBlocker(({ currentLocation, nextLocation }) =>
    isHearing && currentLocation.pathname !== nextLocation.pathname)
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    if (window.confirm(t('leave'))) blocker.proceed()
    else blocker.reset()
  }, [blocker, t])
}
