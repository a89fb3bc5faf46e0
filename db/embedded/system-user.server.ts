import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { AppError } from '#domain/errors/app-error'

const exec = promisify(execFile)

/** An account of the operating system that programs of the database run as. */
export interface SystemUser {
  name: string
  uid: number
  gid: number
}

/** Accounts that serve a database by convention; the first that exists is taken. */
const CANDIDATES = ['steno', 'postgres']

/** Reads the local accounts. `getent` would also ask the network, which a start on a laptop must not wait for. */
async function localUsers(): Promise<SystemUser[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

async function createPostgresUser(): Promise<void> {
  // Debian and Red Hat have useradd, Alpine and BusyBox have adduser.
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', 'postgres']],
  ]
  for (const [program, args] of ways) {
    const done = await exec(program, args).then(
      () => true,
      () => false,
    )
    if (done) return
  }
}

/**
 * The account under which the database must run, or null where it is the current one. PostgreSQL refuses to run as
 * root, so root lends it an unprivileged account: the owner of the data if there is some, else `steno` or `postgres`,
 * which is created where neither exists.
 *
 * @param ownerUid uid that owns existing data
 */
export async function getDatabaseUser(ownerUid?: number): Promise<SystemUser | null> {
  if (process.getuid?.() !== 0) return null
  const pick = async () => {
    const users = await localUsers()
    const owner = ownerUid ? users.find((user) => user.uid === ownerUid) : undefined
    return (
      owner ?? CANDIDATES.map((name) => users.find((user) => user.name === name)).find((user) => user && user.uid !== 0)
    )
  }
  let user = await pick()
  if (!user) {
    await createPostgresUser()
    user = await pick()
  }
  if (user) return user
  throw new AppError(
    'config_invalid',
    'PostgreSQL does not run as root: ' +
      'create a user for it (useradd --system postgres), or start Steno as another user.',
  )
}
