import type { Endpoint } from './endpoint'
import { addRecording } from './endpoints/add-recording'
import { ask } from './endpoints/ask'
import { cancelOwnRecording } from './endpoints/cancel-recording'
import { changeRecording } from './endpoints/change-recording'
import { deleteOwnRecording } from './endpoints/delete-recording'
import { followOwnRecording } from './endpoints/follow-recording'
import { getLiveSession } from './endpoints/get-live-session'
import { getMe } from './endpoints/get-me'
import { getOwnRecording } from './endpoints/get-recording'
import { getOwnTranscript } from './endpoints/get-transcript'
import { getUsageOfMe } from './endpoints/get-usage'
import { giveLiveTicket } from './endpoints/give-live-ticket'
import { listOwnRecordings } from './endpoints/list-recordings'
import { login } from './endpoints/login'
import { logout } from './endpoints/logout'
import { makeKey } from './endpoints/make-key'
import { refresh } from './endpoints/refresh'
import { register } from './endpoints/register'
import { retryOwnRecording } from './endpoints/retry-recording'
import { revokeKey } from './endpoints/revoke-key'
import { search } from './endpoints/search'

/** Every endpoint of the API, in the order of its documentation. What is not in this list is not there. */
export const endpoints: readonly Endpoint[] = [
  register, login, refresh, logout,
  getMe, getUsageOfMe, makeKey, revokeKey,
  listOwnRecordings, addRecording, getOwnRecording, changeRecording, deleteOwnRecording, getOwnTranscript, followOwnRecording,
  retryOwnRecording, cancelOwnRecording,
  search, ask,
  giveLiveTicket, getLiveSession,
]
