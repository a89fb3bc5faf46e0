const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** How a number is to be told, as Intl.NumberFormat takes it. */
export interface BytesFormat {
  style: 'unit'
  unit: (typeof units)[number]
  unitDisplay: 'short'
  maximumFractionDigits: number
}
export type FormatNumber = (value: number, options: BytesFormat) => string

const inEnglish: FormatNumber = (value, options) => new Intl.NumberFormat('en', options).format(value)

/**
 * Bytes in the nearest decimal unit (1 MB is 1,000,000 bytes) from kilobytes on, such as `4 GB` or `1.5 MB`; in English
 * unless `formatNumber` knows better.
 */
export function formatBytes(bytes: number, formatNumber: FormatNumber = inEnglish): string {
  const digits = (value: number) => (value < 10 ? 1 : 0)
  let value = bytes / 1000
  let index = 0
  // What would be rounded to 1,000 is told in the next unit.
  while (Number(value.toFixed(digits(value))) >= 1000 && index < units.length - 1) {
    value /= 1000
    index += 1
  }
  return formatNumber(value, {
    style: 'unit', unit: units[index]!, unitDisplay: 'short', maximumFractionDigits: digits(value),
  })
}
