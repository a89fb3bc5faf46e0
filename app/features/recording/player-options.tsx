import { Settings2 } from 'lucide-react'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { Menu } from '~/ui/menu'
import { Select } from '~/ui/select'
import type { Player } from './use-player'

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]

/** Speed, following along, and which keys play. */
export function PlayerOptions({ player }: { player: Player }) {
  const t = useTranslations('recording.player')
  const format = useFormatter()
  const [speed, setSpeed] = useState(1)
  return (
    <Menu
      side="up"
      label={t('options')}
      triggerClassName="flex min-h-10 items-center gap-1.5 px-2.5 text-sm font-medium tabular-nums hover:bg-raised"
      trigger={<>{format.number(speed)}×<Settings2 aria-hidden="true" className="size-4" /></>}
    >
      <div className="grid gap-3 p-2">
        <label className="grid gap-1 text-sm font-medium">
          {t('speed')}
          <Select
            value={speed}
            onChange={({ target }) => {
              const chosen = Number(target.value)
              setSpeed(chosen)
              if (player.audioRef.current) player.audioRef.current.playbackRate = chosen
            }}
          >
            {speeds.map((choice) => <option key={choice} value={choice}>{format.number(choice)}×</option>)}
          </Select>
        </label>
        <label className="flex min-h-10 items-center gap-2 text-sm">
          <input
            type="checkbox" checked={player.follows} onChange={({ target }) => player.setFollows(target.checked)}
            className="size-4"
          />
          {t('follow')}
        </label>
        <div className="text-sm">
          <p className="font-medium">{t('keys.title')}</p>
          <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-muted">
            <dt><kbd>{t('keys.space')}</kbd></dt><dd>{t('keys.play')}</dd>
            <dt><kbd>← →</kbd></dt><dd>{t('keys.skip')}</dd>
            <dt><kbd>Alt ↑ ↓</kbd></dt><dd>{t('keys.segment')}</dd>
          </dl>
        </div>
      </div>
    </Menu>
  )
}
