import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units'

/** Tools on the command line. */
export const toolLimits = {
  // Backups
  backupPassphraseCharsMin: 12,
  backupsKeptMax: 1000,
  // The command line for a Steno elsewhere
  /** Further attempts of a request where nothing answers. */
  cliRetriesMax: 4,
  cliFilesAtOnceMax: 8,
  /** How long a command waits for a server that is away before it gives up; what is uploaded is not lost by that. */
  cliAwayMsMax: 10 * MINUTE_MS,
  /** How soon a watched file is tried again whose server is away. */
  cliWatchAgainMs: 5 * SECOND_MS,
  /** Of the file that says what was done already, so many lines are kept when it has grown to twice as many. */
  cliDeedsMax: 10_000,
  /** Audio of a file that is read ahead of what Steno has stored. */
  cliLiveAheadMsMax: 30 * SECOND_MS,
  /** Audio from a microphone or a pipe that is kept in memory while Steno cannot be reached: 115 MB. */
  cliLiveKeptMsMax: HOUR_MS,
} as const
