import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { openDatabase, type Db } from '#db/client.server'
import { listUsers } from '#domain/admin/list-users.server'
import { addAccount, setPassword } from '#domain/admin/operator.server'
import { parseConfig } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { AppError } from '#domain/errors/app-error'
import { accountsHelp, parseAccountsArguments, type AccountsArguments } from './accounts-arguments'
import { askNewPassword } from './ask-new-password'
import { runCommand } from './command'
import { exitCodes } from './exit-codes'
import { requireInstallation } from './require-installation'
import { withDatabase } from './with-database'
import { writeStdout } from './write-output'

/** As random as a session's token needs to be, and short enough to be typed from paper. */
const GENERATED_BYTES = 15

const say = (line: string) => void process.stderr.write(`${line}\n`)

await runCommand(accountsHelp, async (signal) => {
  const wish = parseAccountsArguments(process.argv.slice(2))
  if (wish.action === 'help') {
    await writeStdout(accountsHelp)
    return exitCodes.ok
  }
  const config = parseConfig(process.env)
  await requireInstallation(config)
  const password = wish.action === 'list' ? '' : await choosePassword(wish.generate, signal)
  const secrets = await ensureSecrets(config)
  await withDatabase({ config, secrets, mayShare: true, say }, async (url) => {
    const { db, close } = openDatabase({ url, name: 'accounts', connectionsMax: 1 })
    await requireTables(db).then(() => carryOut(db, wish, password)).finally(close)
  })
  // Last, so that nobody is given a password that was refused.
  if (wish.action !== 'list' && wish.generate) await writeStdout(`${password}\n`)
  return exitCodes.ok
})

async function choosePassword(generate: boolean, signal: AbortSignal): Promise<string> {
  return generate ? randomBytes(GENERATED_BYTES).toString('base64url') : askNewPassword(signal)
}

/** Throws AppError `database_unavailable`, or `config_invalid` for a database that no Steno has used. */
async function requireTables(db: Db): Promise<void> {
  const asked = db.execute<{ there: boolean }>(sql`select to_regclass('public.users') is not null as there`)
  const { rows } = await asked.catch((cause: unknown) => {
    throw new AppError('database_unavailable', 'The database cannot be reached. Does it run, and is DATABASE_URL right?', { cause })
  })
  if (rows[0]?.there) return
  throw new AppError('config_invalid', 'This database has no accounts, nor room for any: start Steno once, or run npm run migrate.')
}

async function carryOut(db: Db, wish: AccountsArguments, password: string): Promise<void> {
  if (wish.action === 'list') return list(db)
  if (wish.action === 'add') {
    // The part before the @ is what most people are called by, and they can change it.
    const userName = wish.name ?? wish.email.split('@')[0]!
    const { email, role } = await addAccount(db, { email: wish.email, userName, password, isAdmin: wish.isAdmin })
    say(`${email} has an account now${role === 'admin' ? ', and is an administrator' : ''}.`)
  }
  if (wish.action === 'set-password') {
    const { email, status } = await setPassword(db, { email: wish.email, password })
    say(`${email} has a new password, and is logged out everywhere.`)
    if (status === 'suspended') say('The account is suspended: an administrator has to reactivate it too.')
  }
}

async function list(db: Db): Promise<void> {
  let cursor: string | undefined
  do {
    const { items, nextCursor } = await listUsers(db, { cursor })
    await writeStdout(items.map(({ email, role, status, planCode, createdAt, userName }) =>
      `${[email, role, status, planCode ?? '-', createdAt.toISOString(), userName].join('\t')}\n`).join(''))
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
}
