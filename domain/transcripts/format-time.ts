const pad = (value: number, digits: number) => String(value).padStart(digits, '0')

/** `HH:MM:SS.mmm`, the mark before the milliseconds as given; hours take the digits they need. */
export function formatClock(ms: number, mark: '.' | ','): string {
  const whole = Math.max(0, Math.round(ms))
  const seconds = Math.floor(whole / 1000)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => pad(part, 2))
  return `${clock.join(':')}${mark}${pad(whole % 1000, 3)}`
}

/** `HH:MM:SS` for readers. */
export function formatShortClock(ms: number): string {
  return formatClock(Math.floor(ms / 1000) * 1000, '.').slice(0, -4)
}
