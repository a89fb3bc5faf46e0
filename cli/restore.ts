import { requireSnapshot } from '#domain/backup/backup-folder.server'
import { placeSecrets } from '#domain/backup/place-secrets.server'
import { restoreBackup } from '#domain/backup/restore-backup.server'
import { parseConfig, type Config } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { checkDataDir } from '../start/checks'
import { readPassphrase, requireFolder } from './backup-arguments'
import { runCommand } from './command'
import { exitCodes } from './exit-codes'
import { readOptions } from './read-command-line'
import { withDatabase } from './with-database'
import { writeStdout } from './write-output'

const help = `Restores a backup into an empty installation, with Steno stopped.

Usage: npm run restore -- --from DIR [--snapshot NAME] [--passphrase-file FILE]

  --from DIR              the folder of backups
  --snapshot NAME         which of them (a folder in DIR/snapshots); default is the newest
  --passphrase-file FILE  opens the keys that were sealed into the backup

Where to restore to is said as for npm start: STENO_DATA_DIR, DATABASE_URL, STENO_STORAGE … Neither the database nor the
storage may hold anything. Without sealed keys, put the installation's secrets/ into the data folder first.

Exit codes: 0 done, 1 failed, 2 the command line is wrong, 130 interrupted.
`

await runCommand(help, async (signal) => {
  const values = readOptions(process.argv.slice(2), {
    from: { type: 'string' }, snapshot: { type: 'string' }, 'passphrase-file': { type: 'string' }, help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    await writeStdout(help)
    return exitCodes.ok
  }
  const from = requireFolder('from', values.from)
  const snapshot = await requireSnapshot(from, values.snapshot ?? null)
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const config = parseConfig(process.env)
  const target = describeTarget(config)
  say(`Restoring ${snapshot.name} into ${target}.`)
  await checkDataDir(config.dataDir)
  // Before anything makes keys of its own.
  await placeSecrets(snapshot, config.dataDir, await readPassphrase(values['passphrase-file']), config.masterKeysFile)
  const secrets = await ensureSecrets(config)
  const store = await openObjectStore(config.storage, secrets.masterKeysFile, say)
  await withDatabase({ config, secrets, mayShare: false, say }, (databaseUrl) =>
    restoreBackup({ snapshot, from, databaseUrl, store, masterKeysFile: secrets.masterKeysFile, signal, say }))
  await writeStdout(`Restored into ${target}. Start Steno; search by meaning is made again in the background.\n`)
  return exitCodes.ok
})

/** Where the environment leads, for people: without it, all lies in a folder `data` of the working folder. */
function describeTarget({ dataDir, databaseUrl, storage }: Config): string {
  const database = databaseUrl === null ? 'the embedded database' : `the database ${new URL(databaseUrl).host}${new URL(databaseUrl).pathname}`
  return `the data folder ${dataDir}, ${database} and ${storage.kind === 's3' ? `the bucket ${storage.bucket}` : storage.dir}`
}
