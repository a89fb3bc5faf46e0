import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { Studio } from './studio'

/** How loud it is, as a line that moves; drawn without React, ten times a second. */
export function LoudnessMeter({ studio }: { studio: Studio }) {
  const t = useTranslations('live')
  const meter = useRef<HTMLDivElement>(null)
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => studio.onLoudness((loudness) => {
    if (bar.current) bar.current.style.scale = `${loudness} 1`
    meter.current?.setAttribute('aria-valuenow', String(Math.round(loudness * 100)))
  }), [studio])
  return (
    <div
      ref={meter} role="meter" aria-label={t('loudness')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0}
      className="h-2 overflow-hidden rounded-full bg-raised"
    >
      <div ref={bar} className="h-full origin-left scale-x-0 rounded-full bg-accent transition-transform duration-100 ease-linear" />
    </div>
  )
}
