import { AArrowDown, AArrowUp, Volume2, VolumeX } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { PreferencesBar } from '~/features/shell/preferences-bar'
import { Wordmark } from '~/features/shell/wordmark'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { useHydrated } from '~/ui/use-hydrated'
import type { Tone } from '~/ui/tone'
import { LiveText } from '../page/live-text'
import { NoTranslation } from '../page/no-translation'
import { TargetSelect } from '../page/target-select'
import { useSpoken } from '../page/use-spoken'
import { WatchClient, type WatchState } from './watch-client'
import type { WatchFacts } from './watch-loader.server'

const REFRESH_SECONDS = 5
const sizes = ['text-base', 'text-lg', 'text-2xl', 'text-4xl', 'text-6xl'] as const

/** What somebody says, for those who read along. Without scripts, the words so far, loaded anew every few seconds. */
export function WatchPage({ title, language, isOpen, segments, languages, canTranslate, token, socketUrl }: WatchFacts) {
  const t = useTranslations('live.watch')
  const tSpoken = useTranslations('live.translation')
  const hydrated = useHydrated()
  const [size, setSize] = useState(1)
  const [state, client] = useWatched({ url: socketUrl, token, segments, languages }, isOpen)
  // Without scripts the page is no older than its last load.
  const link = !isOpen ? 'over' : hydrated ? state.link : 'open'
  const translated = (state.language && state.translations[state.language]) || {}
  // Viewers sit elsewhere: what is read to them is not heard by the speaker's microphone.
  const spoken = useSpoken({
    transcript: state.transcript, translated, language: state.language, isHeld: false, hasVoice: false,
  })
  const SpeakIcon = spoken.isOn ? VolumeX : Volume2
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex w-full max-w-5xl flex-wrap items-center justify-between gap-3 px-4 py-3 sm:px-8">
          <Wordmark />
          <div className="flex items-center gap-2">
            <Badge tone={tones[link]}>{t(badges[link])}</Badge>
            {hydrated && (
              <div role="group" aria-label={t('size')} className="flex">
                <Button
                  type="button" variant="quiet" size="small" aria-label={t('smaller')} disabled={size === 0}
                  onClick={() => setSize(size - 1)}
                >
                  <AArrowDown aria-hidden="true" className="size-5" />
                </Button>
                <Button
                  type="button" variant="quiet" size="small" aria-label={t('larger')} disabled={size === sizes.length - 1}
                  onClick={() => setSize(size + 1)}
                >
                  <AArrowUp aria-hidden="true" className="size-5" />
                </Button>
              </div>
            )}
          </div>
        </div>
      </header>
      <main
        id="main" tabIndex={-1}
        className="mx-auto grid w-full max-w-5xl flex-1 content-start gap-6 px-4 py-6 sm:px-8 sm:py-10"
      >
        <h1 className="text-2xl font-bold sm:text-3xl">{title || t('title')}</h1>
        {isOpen && (
          <noscript>
            <meta httpEquiv="refresh" content={String(REFRESH_SECONDS)} />
            <p className="text-sm text-muted">{t('refresh')}</p>
          </noscript>
        )}
        {hydrated && isOpen && (canTranslate || state.languages.length > 0) && (
          <div className="max-w-xs">
            <TargetSelect
              label={t('readIn')} none={t('asSpoken')} value={state.language} made={state.languages}
              onChange={(wished) => client.readIn(wished)}
            />
            {state.language !== null && spoken.canSpeak && (
              <Button
                type="button" variant="secondary" size="small" className="mt-2" aria-pressed={spoken.isOn}
                onClick={spoken.toggle}
              >
                <SpeakIcon aria-hidden="true" className="size-4" />{tSpoken(spoken.isOn ? 'hush' : 'speak')}
              </Button>
            )}
            {state.isRefused && <p role="status" className="mt-1.5 text-sm text-warning">{t('noLanguage')}</p>}
          </div>
        )}
        {isOpen && !canTranslate && state.languages.length === 0 && <NoTranslation forViewers />}
        {state.transcript.length === 0 && <p className="text-lg text-muted">{t('waiting')}</p>}
        <div lang={language === 'auto' ? undefined : language} className={sizes[size]}>
          <LiveText
            transcript={state.transcript} language={state.language} translated={translated} size="inherited"
          />
        </div>
        {link === 'over' && <p role="status" className="text-muted">{t('over')}</p>}
        {link === 'gone' && <p role="status" className="text-danger">{t('gone')}</p>}
      </main>
      <PreferencesBar />
    </div>
  )
}

const badges = { open: 'live', connecting: 'connecting', over: 'overShort', gone: 'overShort' } as const
const tones: Record<WatchState['link'], Tone> = { open: 'success', connecting: 'info', over: 'neutral', gone: 'danger' }

function useWatched(options: ConstructorParameters<typeof WatchClient>[0], isOpen: boolean): [WatchState, WatchClient] {
  const [client] = useState(() => new WatchClient(options))
  useEffect(() => {
    if (!isOpen) return
    client.open()
    const onOnline = () => client.open()
    const onShown = () => document.visibilityState === 'visible' && client.open()
    window.addEventListener('online', onOnline)
    document.addEventListener('visibilitychange', onShown)
    return () => {
      window.removeEventListener('online', onOnline)
      document.removeEventListener('visibilitychange', onShown)
      client.close()
    }
  }, [client, isOpen])
  return [useSyncExternalStore(client.subscribe, () => client.state, () => client.state), client]
}
