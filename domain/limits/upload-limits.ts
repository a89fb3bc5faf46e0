import { GB, HOUR_MS, KIB, MB, MIB, MINUTE_MS, SECOND_MS } from './units'

/** Uploads, and the media in them. */
export const uploadLimits = {
  // Uploads
  uploadBytesMax: 4 * GB,
  uploadFilesPerFormMax: 20,
  uploadStallMs: 60 * SECOND_MS,
  uploadFieldBytesMax: 4 * KIB,
  /** How much of a form that is refused is still read, so that the browser gets to see why. */
  uploadDrainBytesMax: 8 * GB,
  uploadFieldsPerFormMax: 100,
  /** Length of a part of an upload that goes by signed addresses; the last one may be shorter. */
  uploadPartBytes: 8 * MIB,
  uploadPartsMax: 10_000,
  /** Parts that a process holds in memory at once, on their way to an S3 that their senders do not reach. */
  uploadPartsHeldMax: 32,
  /** Signed addresses of parts in one answer, and how long each is good for. */
  uploadUrlsMax: 20,
  uploadUrlMs: 15 * MINUTE_MS,
  /** How long an upload in parts may take, with all its pauses. */
  uploadLifeMs: 20 * HOUR_MS,
  /** The name that a client has given an upload stands for it at least so long, whatever day it is then. */
  uploadNameMs: 12 * HOUR_MS,
  /** Uploads in parts that a user may have begun and not completed. */
  uploadsOpenMax: 100,
  /** What is larger and went past Steno straight to its storage is not read once more to tell whether it is there twice. */
  uploadHashBytesMax: 256 * MB,
  titleCharsMax: 200,
  segmentTextCharsMax: 5000,
  // Media
  mediaDurationMsMax: 12 * HOUR_MS,
  mediaDurationMsMin: 100,
  mediaProbeMsMax: 30 * SECOND_MS,
  /** Wall time a decode may take without delivering a sample before it counts as hung. */
  mediaDecodeStallMs: 60 * SECOND_MS,
  mediaChildRssBytesMax: 512 * MIB,
  mediaReadChunkBytes: 256 * KIB,
} as const
