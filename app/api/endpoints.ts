import type { Endpoint } from './endpoint'
import { abortOwnUpload } from './endpoints/abort-upload'
import { addRecording } from './endpoints/add-recording'
import { ask } from './endpoints/ask'
import { beginUpload } from './endpoints/begin-upload'
import { cancelOwnRecording } from './endpoints/cancel-recording'
import { changeRecording } from './endpoints/change-recording'
import { completeOwnUpload } from './endpoints/complete-upload'
import { deleteOwnRecording } from './endpoints/delete-recording'
import { followOwnRecording } from './endpoints/follow-recording'
import { getMe } from './endpoints/get-me'
import { getOwnRecording } from './endpoints/get-recording'
import { getOwnTranscript } from './endpoints/get-transcript'
import { getOwnUpload } from './endpoints/get-upload'
import { getUsageOfMe } from './endpoints/get-usage'
import { listOwnRecordings } from './endpoints/list-recordings'
import { login } from './endpoints/login'
import { logout } from './endpoints/logout'
import { refresh } from './endpoints/refresh'
import { register } from './endpoints/register'
import { retryOwnRecording } from './endpoints/retry-recording'
import { search } from './endpoints/search'

/** Every endpoint of the API, in the order of its documentation. What is not in this list is not there. */
export const endpoints: readonly Endpoint[] = [
  register, login, refresh, logout,
  getMe, getUsageOfMe,
  listOwnRecordings, addRecording, getOwnRecording, changeRecording, deleteOwnRecording, getOwnTranscript, followOwnRecording,
  retryOwnRecording, cancelOwnRecording,
  beginUpload, getOwnUpload, abortOwnUpload, completeOwnUpload,
  search, ask,
]
