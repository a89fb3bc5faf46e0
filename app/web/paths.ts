/** Query values; those that are null, undefined or empty are left out. */
type Query = Readonly<Record<string, string | number | null | undefined>>

function withQuery(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const search = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()
  return search ? `${path}?${search}` : path
}

const recording = (id: string) => `/recordings/${encodeURIComponent(id)}`

/** Every address of the application. Links, forms and redirects are built here and nowhere else. */
export const paths = {
  home: () => '/',
  login: (query?: { redirectTo?: string }) => withQuery('/login', query),
  register: (query?: { redirectTo?: string }) => withQuery('/register', query),
  logout: () => '/logout',
  preferences: () => '/preferences',

  library: (query?: { q?: string; status?: string; cursor?: string; rename?: string }) => withQuery('/library', query),
  search: (query?: {
    q?: string; mode?: string | null; from?: string | null; until?: string | null; language?: string | null
    source?: string | null; recording?: string | null; page?: number | null
  }) => withQuery('/search', query),
  upload: () => '/upload',
  uploadFile: () => '/upload/file',
  /** Uploads in parts: begun here, and each looked at, completed and given up there. */
  uploads: () => '/uploads',
  partUpload: (id: string) => `/uploads/${encodeURIComponent(id)}`,
  /** Where Steno takes a part itself (http/receive-parts.ts). */
  uploadPart: (id: string, part: number, query: { bytes: number; expires: number; signature: string }) =>
    withQuery(`/parts/${encodeURIComponent(id)}/${part}`, query),
  events: () => '/events',
  /** Where browsers tell how pages were to their readers. */
  vitals: () => '/vitals',

  live: (query?: { session?: string }) => withQuery('/live', query),
  liveTicket: () => '/live/ticket',
  liveSpeech: () => '/live/speech',
  liveSession: (id: string) => `/live/sessions/${encodeURIComponent(id)}`,
  liveShare: (id: string) => `/live/share/${encodeURIComponent(id)}`,
  watch: (token: string) => `/watch/${encodeURIComponent(token)}`,

  recording: (id: string, query?: { edit?: number; rename?: 1; in?: string | null; cited?: string; at?: number }) =>
    withQuery(recording(id), query),
  recordingAudio: (id: string, query?: { download?: 1 }) => withQuery(`${recording(id)}/audio`, query),
  recordingDelete: (id: string) => `${recording(id)}/delete`,
  recordingAgain: (id: string) => `${recording(id)}/again`,
  transcript: (id: string, format: 'txt' | 'srt' | 'vtt' | 'json', query?: { times?: 1; in?: string }) =>
    withQuery(`${recording(id)}/transcript.${format}`, query),
  chapters: (id: string) => `${recording(id)}/chapters.vtt`,

  ask: (query?: { recording?: string; cursor?: string | null }) => withQuery('/ask', query),
  askAnswer: () => '/ask/answer',
  conversation: (id: string) => `/ask/${encodeURIComponent(id)}`,

  settings: () => '/settings',
  profile: () => '/settings/profile',
  plan: () => '/settings/plan',
  account: () => '/settings/account',
  automation: () => '/settings/automation',
  webhook: (id: string, query?: { cursor?: string | null }) =>
    withQuery(`/settings/automation/webhooks/${encodeURIComponent(id)}`, query),
  summarySettings: () => '/settings/summaries',
  models: () => '/settings/models',
  apiKeys: () => '/settings/keys',
  /** How the API is used; with a code, what that problem means. */
  developers: (problem?: string) => (problem ? `/developers#${encodeURIComponent(problem)}` : '/developers'),
  api: () => '/api/v1',
  openApi: () => '/api/v1/openapi.json',
  /** Where clients of other makers find what they know. */
  foreignApis: () => '/v1',
  avatar: (userId: string, name: string) => `/avatars/${encodeURIComponent(userId)}/${encodeURIComponent(name)}`,
  admin: () => '/admin',
  adminUsers: (query?: { q?: string; cursor?: string }) => withQuery('/admin/users', query),
  adminUser: (id: string) => `/admin/users/${encodeURIComponent(id)}`,
  adminPlans: () => '/admin/plans',
  adminQueues: () => '/admin/queues',
  failedJobs: (query?: { before?: number }) => withQuery('/admin/failed', query),
  adminLive: () => '/admin/live',
  adminStorage: () => '/admin/storage',
  adminProviders: () => '/admin/providers',
  adminModels: () => '/admin/models',
  adminAudit: (query?: { before?: number }) => withQuery('/admin/audit', query),
} as const
