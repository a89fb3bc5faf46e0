import { DeepgramClient } from '@deepgram/sdk'
import { Heard } from './heard'

type Listening = Awaited<ReturnType<DeepgramClient['listen']['v1']['connect']>>
export type ListenArgs = Parameters<DeepgramClient['listen']['v1']['connect']>[0]
type ListenMessage = Parameters<NonNullable<Parameters<Listening['on']>[1]>>[0]
/** Any of Deepgram's messages, as tests look at it. */
export type DeepgramMessage = { type: string } & Record<string, unknown>

export interface DeepgramLine {
  socket: Listening
  heard: Heard<DeepgramMessage>
}

/** Deepgram's own client, pointed at a live server; it does not come back where the connection ends. */
export async function listenAsDeepgram(port: number, apiKey: string, args: Partial<ListenArgs> = {}): Promise<DeepgramLine> {
  const base = `://127.0.0.1:${port}`
  const environment = { base: `http${base}`, production: `ws${base}`, agent: `ws${base}`, agentRest: `http${base}` }
  const client = new DeepgramClient({ apiKey, environment })
  const socket = await client.listen.v1.connect({
    model: 'nova-3', encoding: 'linear16', sample_rate: 16_000, reconnectAttempts: 0, ...args,
  } as ListenArgs)
  const heard = new Heard<DeepgramMessage>()
  socket.on('message', (message: ListenMessage) => heard.add(message as unknown as DeepgramMessage))
  socket.on('close', ({ code, reason }) => heard.close(code, reason))
  socket.on('error', () => undefined)
  socket.connect()
  await socket.waitForOpen()
  return { socket, heard }
}
