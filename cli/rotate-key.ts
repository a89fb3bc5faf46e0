import { parseConfig } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { rotateMasterKey } from '#domain/storage/master-key.server'
import { runPlainCommand } from './command'
import { exitCodes } from './exit-codes'
import { writeStdout } from './write-output'

const help = `Makes a new master key for audio in the data folder. What is stored keeps the key that it has.

Usage: npm run rotate-key

Restart Steno afterwards: until then it goes on with the key that it has read.

Exit codes: 0 done, 1 failed, 2 the command line is wrong.
`

await runPlainCommand(help, async () => {
  const { masterKeysFile } = await ensureSecrets(parseConfig(process.env))
  const { previous } = await rotateMasterKey(masterKeysFile)
  await writeStdout(
    `${masterKeysFile} has a new master key, and ${previous.length} before it for what is stored already. ` +
      'Restart Steno, and back the file up.\n',
  )
  return exitCodes.ok
})
