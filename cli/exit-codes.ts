/** What the commands exit with; scripts may rely on it. */
export const exitCodes = {
  ok: 0,
  /** Something failed; stderr has a line for each failure. */
  failed: 1,
  /** The command line was wrong, or names a model that there is not; nothing was done. */
  usage: 2,
  /** Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const
