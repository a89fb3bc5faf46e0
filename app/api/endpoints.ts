import type { Endpoint } from './endpoint'
import { abortOwnUpload } from './endpoints/abort-upload'
import { addRecording } from './endpoints/add-recording'
import { addWebhook } from './endpoints/add-webhook'
import { ask } from './endpoints/ask'
import { beginUpload } from './endpoints/begin-upload'
import { cancelOwnRecording } from './endpoints/cancel-recording'
import { changeRecording } from './endpoints/change-recording'
import { changeOwnWebhook } from './endpoints/change-webhook'
import { completeOwnUpload } from './endpoints/complete-upload'
import { deleteOwnRecording } from './endpoints/delete-recording'
import { deleteOwnWebhook } from './endpoints/delete-webhook'
import { followOwnRecording } from './endpoints/follow-recording'
import { getLiveSession } from './endpoints/get-live-session'
import { getMe } from './endpoints/get-me'
import { getOwnRecording } from './endpoints/get-recording'
import { getOwnTranscript } from './endpoints/get-transcript'
import { getOwnUpload } from './endpoints/get-upload'
import { getUsageOfMe } from './endpoints/get-usage'
import { getOwnWebhook } from './endpoints/get-webhook'
import { listOwnDeliveries } from './endpoints/list-deliveries'
import { giveLiveTicket } from './endpoints/give-live-ticket'
import { listOwnRecordings } from './endpoints/list-recordings'
import { listOwnWebhooks } from './endpoints/list-webhooks'
import { login } from './endpoints/login'
import { logout } from './endpoints/logout'
import { redeliverOwn } from './endpoints/redeliver'
import { refresh } from './endpoints/refresh'
import { register } from './endpoints/register'
import { retryOwnRecording } from './endpoints/retry-recording'
import { rotateOwnSecret } from './endpoints/rotate-secret'
import { makeKey } from './endpoints/make-key'
import { revokeKey } from './endpoints/revoke-key'
import { search } from './endpoints/search'
import { tryWebhook } from './endpoints/try-webhook'

/** Every endpoint of the API, in the order of its documentation. What is not in this list is not there. */
export const endpoints: readonly Endpoint[] = [
  register, login, refresh, logout,
  getMe, getUsageOfMe, makeKey, revokeKey,
  listOwnRecordings, addRecording, getOwnRecording, changeRecording, deleteOwnRecording, getOwnTranscript, followOwnRecording,
  retryOwnRecording, cancelOwnRecording,
  beginUpload, getOwnUpload, abortOwnUpload, completeOwnUpload,
  search, ask,
  listOwnWebhooks, addWebhook, getOwnWebhook, changeOwnWebhook, deleteOwnWebhook, rotateOwnSecret, tryWebhook,
  listOwnDeliveries, redeliverOwn,
  giveLiveTicket, getLiveSession,
]
