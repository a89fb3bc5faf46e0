import { randomUUID } from 'node:crypto'
import { say, type Act } from '../foreign-protocol'

/** An id as OpenAI's look: unique, and of no meaning. */
export function makeId(kind: 'event' | 'item' | 'sess'): string {
  return `${kind}_${randomUUID().replaceAll('-', '')}`
}

/** An event of the server; each has an id of its own. */
export function event(type: string, fields: object = {}): Act {
  return say({ type, event_id: makeId('event'), ...fields })
}

export interface RealtimeError {
  type: 'invalid_request_error' | 'server_error' | 'insufficient_quota'
  code: string | null
  message: string
  param?: string | null
}

/** Says what is the matter; `eventId` is the client's own of the event that is to blame. */
export function errorEvent({ type, code, message, param = null }: RealtimeError, eventId: string | null = null): Act {
  return event('error', { error: { type, code, message, param, event_id: eventId } })
}

const ITEM = 'conversation.item.input_audio_transcription'

export const speechStarted = (item_id: string, atMs: number) => event('input_audio_buffer.speech_started', { audio_start_ms: atMs, item_id })
export const speechStopped = (item_id: string, atMs: number) => event('input_audio_buffer.speech_stopped', { audio_end_ms: atMs, item_id })
export const committed = (item_id: string, previous_item_id: string | null) =>
  event('input_audio_buffer.committed', { previous_item_id, item_id })
export const delta = (item_id: string, text: string) => event(`${ITEM}.delta`, { item_id, content_index: 0, delta: text })
export const completed = (item_id: string, transcript: string, seconds: number) =>
  event(`${ITEM}.completed`, { item_id, content_index: 0, transcript, usage: { type: 'duration', seconds } })
export const failed = (item_id: string, { type, code, message, param = null }: RealtimeError) =>
  event(`${ITEM}.failed`, { item_id, content_index: 0, error: { type, code, message, param } })
