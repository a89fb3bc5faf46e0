import { openDatabase } from '#db/client.server'
import { parseConfig } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { previewReconcile } from '#domain/jobs/preview-reconcile.server'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { runPlainCommand } from './command'
import { exitCodes } from './exit-codes'
import { formatPreview, summarizePreview } from './orphans-table'
import { requireInstallation } from './require-installation'
import { withDatabase } from './with-database'
import { writeStdout } from './write-output'

const help = `Shows what the hourly comparison of storage and database would do if it came now. Changes nothing.

Usage: npm run --silent orphans

A line to stdout for each thing, tab-separated: what would be done, since when it is there, its bytes, its name.

  delete   an object without a row that would be deleted
  spare    one that would be left alone, for the reason told on stderr
  wait     one that is younger than a day
  give-up  an upload that nobody has been sending for a day: its recording fails, its count and minutes go back
  missing  a recording whose audio is not in storage; it stays

Exit codes: 0 done, 1 failed, 2 the command line is wrong.
`

await runPlainCommand(help, async () => {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const config = parseConfig(process.env)
  await requireInstallation(config)
  const secrets = await ensureSecrets(config)
  const store = await openObjectStore(config.storage, secrets.masterKeysFile, say)
  const preview = await withDatabase({ config, secrets, mayShare: true, say }, async (url) => {
    const { db, close } = openDatabase({ url, name: 'orphans', connectionsMax: 1 })
    return previewReconcile(db, store).finally(close)
  })
  await writeStdout(formatPreview(preview))
  for (const sentence of summarizePreview(preview)) say(sentence)
  return exitCodes.ok
})
