/** Where the file of an upload is stored. */
export const originalKey = (userId: string, recordingId: string) => `recordings/${userId}/${recordingId}/original`
