import type { useFormatter, useTranslations } from 'use-intl'
import { formatBytes as formatBytesPlainly } from '#domain/units/format-bytes'

type Formatter = ReturnType<typeof useFormatter>

/** Bytes in the reader's digits, such as `4 GB`. */
export function formatBytes(format: Formatter, bytes: number): string {
  return formatBytesPlainly(bytes, (value, options) => format.number(value, options))
}

/** Milliseconds in words, such as `1 h 5 min`. */
export function formatDuration(t: ReturnType<typeof useTranslations<'common'>>, durationMs: number): string {
  const total = Math.round(durationMs / 1000)
  const hours = String(Math.floor(total / 3600))
  const minutes = String(Math.floor((total % 3600) / 60))
  const seconds = String(total % 60)
  if (total >= 3600) return t('duration.hours', { hours, minutes })
  return total >= 60 ? t('duration.minutes', { minutes, seconds }) : t('duration.seconds', { seconds })
}

/** Milliseconds as on a clock, such as `1:05:09` or `0:07`. */
export function formatClock(ms: number): string {
  const total = Math.floor(ms / 1000)
  const parts = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}
