import type { ReconcilePreview } from '#domain/jobs/preview-reconcile.server'
import { formatBytes } from '#domain/units/format-bytes'

/** A line for each object, upload and recording that the comparison has something to do with; scripts read them. */
export function formatPreview({ orphans, refusal, young, abandoned, missing }: ReconcilePreview): string {
  const objects = (what: string, found: ReconcilePreview['orphans']) =>
    found.map(({ key, bytes, modifiedAt }) => [what, modifiedAt.toISOString(), bytes, key])
  return [
    ...objects(refusal ? 'spare' : 'delete', orphans),
    ...objects('wait', young),
    ...abandoned.map((id) => ['give-up', '-', '-', id]),
    ...missing.map(({ key }) => ['missing', '-', '-', key]),
  ].map((cells) => `${cells.join('\t')}\n`).join('')
}

/** The same in sentences, for whoever looks. */
export function summarizePreview({ objects, bytes, orphans, refusal, young, abandoned, missing }: ReconcilePreview): string[] {
  const orphanBytes = orphans.reduce((sum, object) => sum + object.bytes, 0)
  const fate = refusal ? `would be left alone: ${reasons[refusal]}.` : 'would be deleted.'
  return [
    `Storage holds ${objects} objects, ${formatBytes(bytes)}.`,
    `${orphans.length} without a row, ${formatBytes(orphanBytes)}, ${fate}`,
    `${young.length} without a row are younger than a day, and wait.`,
    `${abandoned.length} uploads would be given up; ${missing.length} recordings have no audio in storage.`,
  ]
}

const reasons = {
  not_own_store: 'installation/id in storage does not name this database, so storage or database may be another one',
  too_many: 'they are so many that the database may be an old or another one',
}
