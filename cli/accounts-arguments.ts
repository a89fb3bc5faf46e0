import { readCommandLine } from './read-command-line'
import { UsageError } from './usage-error'

export type AccountsArguments =
  | { action: 'help' }
  | { action: 'list' }
  | { action: 'add'; email: string; name: string | null; isAdmin: boolean; generate: boolean }
  | { action: 'set-password'; email: string; generate: boolean }

export const accountsHelp = `Shows and adds accounts, and sets passwords that were forgotten.

Usage: npm run --silent accounts -- list
       npm run --silent accounts -- add EMAIL [--name NAME] [--admin] [--generate]
       npm run --silent accounts -- set-password EMAIL [--generate]

list writes a line for each account to stdout, tab-separated, the newest first: address, role, status, plan, when it was
made, name. add works where registration is closed too; --admin makes an administrator. set-password ends the account's
sessions; its API keys stay. Both are written to the audit log.

The password is asked for, or is the first line of stdin where that is no terminal. With --generate one is made up and
written to stdout. It is never taken from the command line, which others on the machine can see.

Exit codes: 0 done, 1 failed, 2 the command line is wrong, 130 interrupted.
`

/** The command line; throws UsageError. */
export function parseAccountsArguments(args: readonly string[]): AccountsArguments {
  const { values, positionals: [action = 'list', email, ...rest] } = readCommandLine(args, {
    name: { type: 'string' }, admin: { type: 'boolean' }, generate: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
  })
  const { help, name, admin: isAdmin = false, generate = false } = values
  if (help) return { action: 'help' }
  if (action !== 'list' && action !== 'add' && action !== 'set-password') throw new UsageError(`There is no command ${action}.`)
  if (action !== 'add' && (name !== undefined || isAdmin)) throw new UsageError('--name and --admin go with add.')
  if (action === 'list') {
    if (email !== undefined || generate) throw new UsageError('list takes nothing.')
    return { action }
  }
  if (email === undefined) throw new UsageError(`${action} takes the e-mail address of the account.`)
  if (rest.length > 0) throw new UsageError(`${action} takes one e-mail address, and no password: it is asked for.`)
  return action === 'add' ? { action, email, name: name ?? null, isAdmin, generate } : { action, email, generate }
}
