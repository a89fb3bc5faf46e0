/** What the forms about a recording can ask for. */
export const recordingIntents = [
  'rename', 'cancel', 'retry', 'keep', 'unkeep', 'correct', 'restore', 'rerun', 'translate',
  'untranslate',
] as const
export type RecordingIntent = (typeof recordingIntents)[number]

/** Null for anything that no form asks for. */
export function parseRecordingIntent(value: unknown): RecordingIntent | null {
  return recordingIntents.find((intent) => intent === value) ?? null
}
