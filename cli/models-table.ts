import type { CatalogueEntry } from '#domain/models/catalogue-entry'
import { modelSize } from '#domain/models/model-size'
import { formatBytes } from '#domain/units/format-bytes'

const LANGUAGES_SHOWN_MAX = 6

/** A line for each model, its columns aligned: whether it is here, id, size, languages, title. */
export function formatModels(entries: readonly CatalogueEntry[], installedIds: ReadonlySet<string>): string {
  const rows = entries.map((entry) => [
    installedIds.has(entry.id) ? 'installed' : '-',
    entry.id,
    formatSize(entry),
    formatLanguages(entry),
    `${entry.title} (${entry.licence})`,
  ])
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? []
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd() + '\n').join('')
}

function formatSize(entry: CatalogueEntry): string {
  const size = modelSize(entry)
  return size ? `${size.isExact ? '' : '>'}${formatBytes(size.bytes)}` : '?'
}

function formatLanguages({ languages }: CatalogueEntry): string {
  if (languages === '*') return 'all'
  const more = languages.length - LANGUAGES_SHOWN_MAX
  return languages.slice(0, LANGUAGES_SHOWN_MAX).join(' ') + (more > 0 ? ` +${more}` : '')
}
