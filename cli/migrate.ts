import { migrate } from '#db/migrate.server'
import { parseConfig, requireDatabaseUrl } from '#domain/config/config.server'
import { persist } from '#domain/jobs/persist.server'
import { runPlainCommand } from './command'
import { exitCodes } from './exit-codes'
import { writeStdout } from './write-output'

const help = `Brings the database up to date, and ends.

Usage: npm run migrate

For installations of several processes: run it once before new copies start. DATABASE_URL or DATABASE_URL_FILE names the
database; one that is not there yet is waited for. npm start does this by itself.

Exit codes: 0 done, 1 failed, 2 the command line is wrong.
`

await runPlainCommand(help, async () => {
  const databaseUrl = requireDatabaseUrl(parseConfig(process.env))
  let hasComplained = false
  const onTrouble = () => {
    if (!hasComplained) process.stderr.write('The database is away: waiting for it.\n')
    hasComplained = true
  }
  await persist(() => migrate(databaseUrl), { onTrouble })
  await writeStdout('The database is up to date.\n')
  return exitCodes.ok
})
