/** What the meter shows as nothing. */
const FLOOR_DB = -60

/** How loud samples (16-bit) are, 0 to 1, evenly by decibels, as ears have it. */
export function measureLoudness(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += (sample / 0x8000) ** 2
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length))
  return Math.max(0, Math.min(1, 1 - decibels / FLOOR_DB))
}
