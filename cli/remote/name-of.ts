/** What a recording is called, also when nobody has named it: then by what it is, and its day (UTC) where that is known. */
export function nameOf({ title, source, createdAt }: { title: string; source?: 'realtime' | 'upload'; createdAt?: string }): string {
  if (title.trim() !== '') return title
  if (source === undefined || createdAt === undefined) return 'Untitled'
  return `${source === 'realtime' ? 'Live' : 'Recording'}, ${createdAt.slice(0, 10)}`
}
