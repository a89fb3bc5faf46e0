/** The right to write about a recording: held until somebody claims it with a higher fence, or it ends. */
export interface Lease {
  recordingId: string
  fence: number
}
