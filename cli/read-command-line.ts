import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from './usage-error'

type Options = NonNullable<ParseArgsConfig['options']>

/** Options, and what else a command line holds. Throws UsageError. */
export function readCommandLine<T extends Options>(args: readonly string[], options: T) {
  return read({ args: [...args], options, allowPositionals: true })
}

/** The options of a command line that holds nothing else. Throws UsageError. */
export function readOptions<T extends Options>(args: readonly string[], options: T) {
  return read({ args: [...args], options, allowPositionals: false }).values
}

function read<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs(config)
  } catch (error) {
    // Node's second sentence tells how to name a file like an option; --help is of more use.
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`)
  }
}
