import { expect, it } from 'vitest'
import { paths } from './paths'

const samples: { [Name in keyof typeof paths]: string[] } = {
  home: [paths.home()],
  login: [paths.login(), paths.login({ redirectTo: '/library?q=a b' })],
  register: [paths.register(), paths.register({ redirectTo: '/upload' })],
  logout: [paths.logout()],
  preferences: [paths.preferences()],
  library: [paths.library(), paths.library({ q: 'họp & bàn', status: '', cursor: 'abc' })],
  search: [paths.search(), paths.search({ q: 'họp', mode: 'exact', recording: 'r1', page: 2 })],
  upload: [paths.upload()],
  uploadFile: [paths.uploadFile()],
  uploads: [paths.uploads()],
  partUpload: [paths.partUpload('u1')],
  uploadPart: [paths.uploadPart('u1', 2, { bytes: 5, expires: 9, signature: 'a-_' })],
  events: [paths.events()],
  vitals: [paths.vitals()],
  live: [paths.live(), paths.live({ session: 's1' })],
  liveTicket: [paths.liveTicket()],
  liveSpeech: [paths.liveSpeech()],
  liveSession: [paths.liveSession('s1')],
  liveShare: [paths.liveShare('s1')],
  watch: [paths.watch('a-_9')],
  recording: [paths.recording('r1'), paths.recording('../x'), paths.recording('r1', { edit: 7 }), paths.recording('r1', { in: 'zh-Hant' }), paths.recording('r1', { cited: '3-5' })],
  recordingAudio: [paths.recordingAudio('r1'), paths.recordingAudio('r1', { download: 1 })],
  recordingDelete: [paths.recordingDelete('r1')],
  recordingAgain: [paths.recordingAgain('r1')],
  transcript: [paths.transcript('r1', 'srt'), paths.transcript('r1', 'txt', { times: 1 }), paths.transcript('r1', 'vtt', { in: 'vi' })],
  chapters: [paths.chapters('r1')],
  ask: [paths.ask(), paths.ask({ recording: 'r1' })],
  askAnswer: [paths.askAnswer()],
  conversation: [paths.conversation('c1')],
  summarySettings: [paths.summarySettings()],
  settings: [paths.settings()],
  profile: [paths.profile()],
  plan: [paths.plan()],
  account: [paths.account()],
  automation: [paths.automation()],
  webhook: [paths.webhook('w1'), paths.webhook('w1', { cursor: 'abc' })],
  models: [paths.models()],
  apiKeys: [paths.apiKeys()],
  developers: [paths.developers(), paths.developers('not_found')],
  api: [paths.api()],
  openApi: [paths.openApi()],
  foreignApis: [paths.foreignApis()],
  avatar: [paths.avatar('u1', 'abc.webp')],
  failedJobs: [paths.failedJobs()],
}

it('builds every address', () => {
  expect(Object.keys(samples).sort()).toEqual(Object.keys(paths).sort())
  expect(samples).toMatchSnapshot()
})
