/** The right to write about a recording: held until somebody claims it with a higher fence, or it ends. */
export interface Lease {
  recordingId: string
  /** Where a draft of another transcript is written; the recording itself is done then. */
  draftId?: string
  fence: number
}

/** Id of the row that holds the fence. */
export function leaseId({ recordingId, draftId }: Lease): string {
  return draftId ?? recordingId
}
