import { makeBackup } from '#domain/backup/make-backup.server'
import { parseConfig } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { limits } from '#domain/limits/limits'
import { requireMasterKeys } from '#domain/storage/master-key.server'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { readPassphrase, requireFolder } from './backup-arguments'
import { runCommand } from './command'
import { exitCodes } from './exit-codes'
import { readOptions } from './read-command-line'
import { requireInstallation } from './require-installation'
import { UsageError } from './usage-error'
import { withDatabase } from './with-database'
import { writeStdout } from './write-output'

const help = `Backs up the database and the audio, while Steno runs or not.

Usage: npm run backup -- --to DIR [--passphrase-file FILE] [--keep N]

  --to DIR                the folder of backups; audio that is there already is not copied again
  --passphrase-file FILE  seals master keys and session secret into the backup with what the file holds
  --keep N                keeps so many backups, this one included (default 7); older ones go

Audio in the backup is encrypted with the master keys. Without --passphrase-file keep a copy of secrets/ elsewhere:
without the keys the audio cannot be restored.

Exit codes: 0 done, 1 failed, 2 the command line is wrong, 130 interrupted.
`

await runCommand(help, async (signal) => {
  const values = readOptions(process.argv.slice(2), {
    to: { type: 'string' }, 'passphrase-file': { type: 'string' }, keep: { type: 'string' }, help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    await writeStdout(help)
    return exitCodes.ok
  }
  const to = requireFolder('to', values.to)
  const keep = Number(values.keep ?? 7)
  if (!Number.isInteger(keep) || keep < 1 || keep > limits.backupsKeptMax) {
    throw new UsageError(`--keep takes a whole number from 1 to ${limits.backupsKeptMax}.`)
  }
  const passphrase = await readPassphrase(values['passphrase-file'])
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const config = parseConfig(process.env)
  await requireInstallation(config)
  await requireMasterKeys(config.masterKeysFile)
  const secrets = await ensureSecrets(config)
  const store = await openObjectStore(config.storage, secrets.masterKeysFile, say)
  const { dir } = await withDatabase({ config, secrets, mayShare: true, say }, (databaseUrl) =>
    makeBackup({
      databaseUrl, store, masterKeysFile: secrets.masterKeysFile, sessionSecret: config.secret ? null : secrets.secret,
      to, passphrase, keep, signal, say,
    }))
  if (passphrase === null) {
    say(`The backup is encrypted with the keys in ${secrets.masterKeysFile}, and holds no keys. Keep a copy of that file elsewhere: lost with this machine or container, it takes all audio in the backup with it.`)
  }
  await writeStdout(`${dir}\n`)
  return exitCodes.ok
})
