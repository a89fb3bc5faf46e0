/** Something that the supervisor keeps running: a process, or the database under its guard. */
export interface Part {
  name: string
  /** Starts it. Rejects with AppError where another start would end the same way. */
  start(): Promise<RunningPart>
}

export interface RunningPart {
  /** Resolves when it has ended. */
  exited: Promise<{
    /** A sentence, with what it wrote last. */
    reason: string
    /** Whether starting it again would end the same way, as with a wrong setting. */
    isHopeless: boolean
  }>
  /** Orderly end; resolves when nothing of it runs any more. */
  stop(): Promise<void>
  /** Ends it at once. */
  kill(): void
}
