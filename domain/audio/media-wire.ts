/** What one run of the media child does: a look, samples, an MP3 copy to play, or a FLAC copy that loses nothing. */
export type MediaTask = 'probe' | 'decode' | 'encode' | 'preserve'

/** The child's first argument, as JSON. */
export interface MediaOrder {
  task: MediaTask
  /** Length of the file, so that the child never has to ask. */
  bytes: number
  /** Largest answer to one read. */
  readBytesMax: number
  /** More decoded audio than this fails with `media_too_long`. */
  durationMsMax: number
}

/** Inherited file descriptors, beside stdin (which only tells that the parent lives) and stdout (JSON lines). */
export const READS_FD = 3
export const OUTPUT_FD = 4

/** A request for bytes: offset as a little-endian double (exact to 2^53), length as an unsigned 32-bit integer. */
export const READ_REQUEST_BYTES = 12
/** Before each answer: how many bytes follow, as a little-endian unsigned 32-bit integer; 0 at the end of the file. */
export const READ_ANSWER_HEADER_BYTES = 4
