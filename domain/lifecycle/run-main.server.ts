import { isAppError } from '#domain/errors/app-error'

/** Exit code that tells the supervisor that starting again would end the same way (sysexits' EX_CONFIG). */
export const EXIT_CONFIG = 78

/**
 * Runs a process's main function. What the operator can mend ends in one sentence on stderr, without a stack; anything
 * else is a defect and shows where it came from.
 */
export function runMain(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    if (isAppError(error)) {
      console.error(error.message)
      process.exit(error.code === 'config_invalid' ? EXIT_CONFIG : 1)
    }
    console.error(error)
    process.exit(1)
  })
}
