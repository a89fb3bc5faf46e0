import { randomUUID } from 'node:crypto'
import { limits } from '#domain/limits/limits'
import { ListenProtocol } from './deepgram/listen-protocol'
import { parseListenQuery } from './deepgram/listen-query'
import type { DoorRefusal, ForeignDoor } from './foreign-door'
import { RealtimeProtocol } from './realtime/realtime-protocol'
import { parseVoskQuery } from './vosk/vosk-query'
import { VoskProtocol } from './vosk/vosk-protocol'

/** How long clients may say nothing before their connection closes; shorter in tests. */
export interface SilenceTimes {
  deepgramMs?: number
  otherMs?: number
}

/** The protocols of others that the server speaks: server/SPEC.md, section 9. */
export function foreignDoors({ deepgramMs = limits.deepgramSilenceMsMax, otherMs = limits.clientSilenceMsMax }: SilenceTimes = {}): ForeignDoor[] {
  return [
    {
      path: '/v1/listen',
      prepare(query) {
        const options = parseListenQuery(query)
        return 'problem' in options ? refusal(options) : () => new ListenProtocol(options, deepgramMs)
      },
      describe: ({ status, sentence }) => json({ err_code: deepgramCodes[status], err_msg: sentence, request_id: randomUUID() }),
    },
    {
      path: '/v1/realtime',
      prepare: (query) => ({ session }) => new RealtimeProtocol({ session, model: query.get('model') }, otherMs),
      describe: ({ status, sentence }) => json({ error: { message: sentence, type: openAiTypes[status], param: null, code: openAiCodes[status] } }),
    },
    {
      path: '/v1/vosk',
      prepare(query) {
        const options = parseVoskQuery(query)
        return 'problem' in options ? refusal(options) : () => new VoskProtocol(options, otherMs)
      },
      describe: ({ sentence }) => ({ contentType: 'text/plain; charset=utf-8', body: `${sentence}\n` }),
    },
  ]
}

type Status = DoorRefusal['status']

const deepgramCodes: Record<Status, string> = {
  400: 'INVALID_QUERY_PARAMETER', 401: 'INVALID_AUTH', 403: 'INSUFFICIENT_PERMISSIONS', 429: 'TOO_MANY_REQUESTS', 503: 'SERVICE_UNAVAILABLE',
}
const openAiCodes: Record<Status, string | null> = {
  400: 'invalid_value', 401: 'invalid_api_key', 403: 'insufficient_permissions', 429: 'rate_limit_exceeded', 503: null,
}
const openAiTypes: Record<Status, string> = {
  400: 'invalid_request_error', 401: 'invalid_request_error', 403: 'invalid_request_error', 429: 'requests', 503: 'server_error',
}

const refusal = ({ problem }: { problem: string }): DoorRefusal => ({ status: 400, sentence: problem })

function json(body: object): { contentType: string; body: string } {
  return { contentType: 'application/json', body: JSON.stringify(body) }
}
