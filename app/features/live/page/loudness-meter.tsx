import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { Studio } from './studio'

/** How loud it is, as a line that moves; drawn without React, ten times a second. */
export function LoudnessMeter({ studio }: { studio: Studio }) {
  const t = useTranslations('live')
  const meter = useRef<HTMLMeterElement>(null)
  useEffect(() => studio.onLoudness((loudness) => {
    if (meter.current) meter.current.value = loudness
  }), [studio])
  return <meter ref={meter} aria-label={t('loudness')} min={0} max={1} value={0} className="loudness" />
}
