import type { Command } from 'commander'
import { jsonOption } from '../options'
import { runRemote } from '../run-remote'
import type { LoginOptions } from './login'

type Json = { json?: boolean }

export function addAccountCommands(program: Command): void {
  program.command('login').argument('[server]', 'address of the server, such as https://steno.example')
    .description('log in, with an API key or with e-mail and password')
    .option('--email <address>', 'log in with this e-mail address; the password is asked for, or a line of stdin')
    .option('--with-key', 'read the API key from stdin')
    .addOption(jsonOption())
    .addHelpText('after', `
With e-mail and password a key named after this machine is made, kept, and revoked by steno logout; the password is
not kept. Where stdin is no terminal, each answer is a line of it:

  steno login https://steno.example --with-key < key.txt
`)
    .action((server: string | undefined, options: LoginOptions & Json) =>
      runRemote(options, async (tools) => (await import('./login')).login(tools, server, options)))
  program.command('logout').description('forget the key, and revoke it if logging in has made it').addOption(jsonOption())
    .action((options: Json) => runRemote(options, async (tools) => (await import('./logout')).logout(tools)))
  program.command('whoami').description('show whose key it is, on which server, and what is used').addOption(jsonOption())
    .action((options: Json) => runRemote(options, async (tools) => (await import('./whoami')).whoami(tools)))
}
