import type { MediaFailureCode } from '../media-messages'

/** Ends the child's work with a reason that the parent turns into a sentence for users. */
export class MediaFailure extends Error {
  override readonly name = 'MediaFailure'

  constructor(
    readonly code: MediaFailureCode,
    /** For logs: what FFmpeg or the child saw. */
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`)
  }
}
