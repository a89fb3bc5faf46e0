import { once } from 'node:events'
import { connect } from 'node:net'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { Heard } from './heard'

/** Any of OpenAI's events, as tests look at it. */
export type RealtimeEvent = { type: string } & Record<string, any>

export interface RealtimeLine {
  rt: OpenAIRealtimeWS
  heard: Heard<RealtimeEvent>
}

/** OpenAI's own client, pointed at a live server. It insists on wss; what encrypts it elsewhere is left out here. */
export async function connectRealtime(port: number, apiKey: string, headers: Record<string, string> = {}): Promise<RealtimeLine> {
  const client = new OpenAI({ apiKey, baseURL: `http://127.0.0.1:${port}/v1` })
  const createConnection = () => connect(port, '127.0.0.1')
  const rt = new OpenAIRealtimeWS({ model: 'gpt-4o-transcribe', options: { createConnection, headers } as object }, client)
  const heard = new Heard<RealtimeEvent>()
  rt.on('event', (event) => heard.add(event as RealtimeEvent))
  rt.on('error', () => undefined)
  rt.socket.on('close', (code, reason) => heard.close(code, String(reason)))
  await once(rt.socket, 'open')
  return { rt, heard }
}

/** So many seconds of PCM16 at 24 kHz as events carry them. */
export function pcm24(seconds: number): string {
  return Buffer.alloc(48_000 * seconds, 1).toString('base64')
}
