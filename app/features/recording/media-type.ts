/** Types that audio is served under. What is stored under another, whoever wrote it there, is served as mere bytes. */
const served = new Set([
  'audio/aac', 'audio/ac3', 'audio/aiff', 'audio/amr', 'audio/amr-wb', 'audio/basic', 'audio/eac3', 'audio/flac',
  'audio/mp4', 'audio/mpeg', 'audio/ogg', 'audio/wav', 'audio/webm', 'audio/x-caf', 'audio/x-matroska',
  'audio/x-ms-wma', 'audio/x-w64', 'audio/3gpp', 'video/3gpp', 'video/mp2t', 'video/mp4', 'video/mpeg', 'video/ogg',
  'video/quicktime', 'video/webm', 'video/x-flv', 'video/x-matroska', 'video/x-ms-wmv', 'video/x-msvideo',
])

/** The type to serve stored media under; never one that a browser would show as a page. */
export function servedMediaType(stored: string | null): string {
  const type = (stored ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return served.has(type) ? type : 'application/octet-stream'
}
