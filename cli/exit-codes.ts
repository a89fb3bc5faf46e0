/** What the commands exit with; scripts may rely on it. */
export const exitCodes = {
  ok: 0,
  /** Something failed; stderr has a line for each failure. */
  failed: 1,
  /** The command line was wrong, or names a model that there is not; nothing was done. */
  usage: 2,
  /** Of `steno` alone: there is no log-in, or it is no longer good, or not for that. */
  unauthenticated: 3,
  /** Of `steno` alone: nothing answered, or something else than Steno. */
  unreachable: 4,
  /** Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const
