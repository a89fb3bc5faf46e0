import { writeFile } from 'node:fs/promises'
import { CLIENT_TYPES_PATH, writeClientTypes } from './client-types'

await writeFile(CLIENT_TYPES_PATH, await writeClientTypes())
console.info(`${CLIENT_TYPES_PATH} is written anew.`)
