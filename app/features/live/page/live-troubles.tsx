import { useTranslations } from 'use-intl'
import { Alert } from '~/ui/alert'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import type { StudioState } from './studio'

/** What goes wrong with the sound or the line, and what to do about it. */
export function LiveTroubles({ state: { soundTrouble, live } }: { state: Pick<StudioState, 'soundTrouble' | 'live'> }) {
  const t = useTranslations('live')
  const errorText = useErrorText()
  const finished = t('trouble.awayFinished', { seconds: String(Math.ceil((live?.keptMs ?? 0) / 1000)) })
  const isAway = live && !live.outcome && live.link === 'waiting'
  return (
    <>
      {soundTrouble && <Alert tone={soundTrouble === 'stopped' ? 'warning' : 'danger'}>{t(`sound.${soundTrouble}`)}</Alert>}
      {isAway && live.trouble === 'unauthenticated' && (
        <Alert
          tone="warning"
          action={<a href={paths.login()} target="_blank" rel="noreferrer" className="underline">{t('trouble.logIn')}</a>}
        >
          {t('trouble.unauthenticated')}
        </Alert>
      )}
      {isAway && live.trouble !== 'unauthenticated' && (
        <Alert tone="warning">
          {live.trouble && <p>{errorText({ code: live.trouble })}</p>}
          <p>{live.wanted === 'finished' ? finished : t(live.trouble ? 'trouble.kept' : 'trouble.away')}</p>
        </Alert>
      )}
      {live?.refusedWish && (
        <Alert tone="danger"><p>{t('trouble.wish')}</p><p>{errorText({ code: live.refusedWish })}</p></Alert>
      )}
    </>
  )
}
