import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { embedWords } from './word-vectors'
import { toneWav } from './tone-wav'

/** What was asked, as it came. */
export interface SeenRequest {
  /** Such as `/v1/chat/completions`. */
  path: string
  headers: IncomingMessage['headers']
  // Whatever a client sends is what a test looks at, so it has no type.
  body: any
}

export type Failure =
  | { status: number; retryAfterS?: number; message?: string }
  /** The connection stays open, and nothing comes. */
  | 'hang'
  /** A stream sends its headers, and nothing more. */
  | 'stall'
  /** A stream sends nothing more after its first words. */
  | 'freeze'
  /** Status 200 with something that is not JSON. */
  | 'garbage'
  /** The body ends in the middle: of a stream after its first words, else at once. */
  | 'cut'
  /** The stream ends after its first words as if it were whole. */
  | 'soft_cut'

export interface OpenAiStandIn {
  /** For OPENAI_BASE_URL, such as `http://127.0.0.1:40123/v1`. */
  url: string
  /** Everything asked so far, oldest first. */
  requests: SeenRequest[]
  /** What chat completions answer from now on: a text, or what a function makes of the request's messages. */
  answerWith(answer: string | ((messages: { role: string; content: string }[]) => string | Promise<string>)): void
  /** Lets the next requests of a kind fail; `Infinity` until `recover`. Default: the next one, of any kind. */
  fail(failure: Failure, options?: { times?: number; path?: string }): void
  recover(): void
  /** Parameters that chat completions refuse with status 400, as some servers do. */
  refuseParameters(...names: string[]): void
  /** Texts that embeddings refuse with status 400, as servers do with what is too long for the model; null for none. */
  refuseInputs(isRefused: ((text: string) => boolean) | null): void
  /** Between two pieces of a stream, in milliseconds. Default 0. */
  setPace(ms: number): void
  close(): Promise<void>
}

/** Dimensions of the stand-in's embeddings. */
export const STAND_IN_DIMENSIONS = 64

/**
 * A small server that speaks as much of OpenAI's REST API as Steno uses: chat completions, whole and streamed,
 * embeddings (equal words make near vectors) and speech (a tone as long as the text).
 */
export async function startOpenAiServer(port = 0): Promise<OpenAiStandIn> {
  const requests: SeenRequest[] = []
  let answer: Parameters<OpenAiStandIn['answerWith']>[0] = (messages) => `Answer to: ${messages.at(-1)?.content.slice(0, 100)}`
  let failing: { failure: Failure; times: number; path: string } | null = null
  let refused: string[] = []
  let isRefused: ((text: string) => boolean) | null = null
  let paceMs = 0

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0]!
    const text = await readText(request)
    const body = text ? JSON.parse(text) : null
    requests.push({ path, headers: request.headers, body })
    const failure = failing && failing.times > 0 && path.includes(failing.path) ? failing.failure : null
    if (failure && failing) failing.times -= 1
    if (failure === 'hang') return
    if (failure === 'garbage') return void response.writeHead(200, { 'content-type': 'application/json' }).end('<html>?')
    if (failure === 'cut' && !body?.stream) return void response.destroy()
    if (failure && typeof failure === 'object') {
      const retry: Record<string, string> = failure.retryAfterS === undefined ? {} : { 'retry-after': String(failure.retryAfterS) }
      return sendJson(response, failure.status, { error: { message: failure.message ?? 'scripted' } }, retry)
    }
    if (path.endsWith('/embeddings')) {
      const tooMuch = isRefused !== null && [body.input].flat().some(isRefused)
      if (tooMuch) return sendJson(response, 400, { error: { message: 'this model takes 512 tokens at most' } })
      return sendJson(response, 200, embeddings(body))
    }
    if (path.endsWith('/audio/speech')) {
      return void response.writeHead(200, { 'content-type': 'audio/wav' }).end(toneWav(String(body.input).length * 60))
    }
    if (path.endsWith('/models')) return sendJson(response, 200, { object: 'list', data: [{ id: 'stand-in', object: 'model' }] })
    if (!path.endsWith('/chat/completions')) return sendJson(response, 404, { error: { message: 'no such path' } })
    const name = refused.find((one) => one in body)
    if (name) return sendJson(response, 400, { error: { message: `Unsupported parameter: ${name}`, param: name } })
    const said = typeof answer === 'string' ? answer : await answer(body.messages)
    if (body.stream) return streamChat(response, said, body, failure, () => paceMs)
    sendJson(response, 200, chat(said, body))
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => sendJson(response, 500, { error: { message: String(error) } }))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answerWith: (said) => void (answer = said),
    fail: (failure, { times = 1, path = '' } = {}) => void (failing = { failure, times, path }),
    recover: () => void (failing = null),
    refuseParameters: (...names) => void (refused = names),
    refuseInputs: (refuse) => void (isRefused = refuse),
    setPace: (ms) => void (paceMs = ms),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

const words = (text: string) => text.split(/\s+/).filter(Boolean).length

interface ChatBody { model: string; messages: { content: string }[]; stream_options?: { include_usage?: boolean } }

function usageOf(said: string, body: ChatBody) {
  const prompt_tokens = body.messages.reduce((sum, { content }) => sum + words(content), 0)
  return { prompt_tokens, completion_tokens: words(said), total_tokens: prompt_tokens + words(said) }
}

const head = (body: ChatBody, object: string) => ({ id: 'chatcmpl-1', object, created: 1, model: body.model })

function chat(said: string, body: ChatBody) {
  const choice = { index: 0, message: { role: 'assistant', content: said }, finish_reason: 'stop' }
  return { ...head(body, 'chat.completion'), choices: [choice], usage: usageOf(said, body) }
}

async function streamChat(
  response: ServerResponse, said: string, body: ChatBody, failure: Failure | null, pace: () => number,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  if (failure === 'stall') return
  const send = (part: object) => response.write(`data: ${JSON.stringify({ ...head(body, 'chat.completion.chunk'), ...part })}\n\n`)
  const piece = (content: string) => send({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
  for (const [index, text] of (said.match(/\s*\S+|\s+$/g) ?? []).entries()) {
    if (failure === 'freeze' && index === 2) return
    if (failure && index === 2) {
      // What was said so far must have left, or the client sees no answer at all.
      await new Promise((resolve) => response.write(': \n\n', resolve))
      return void (failure === 'cut' ? setTimeout(() => response.destroy(), 20) : response.end())
    }
    piece(text)
    if (pace() > 0) await new Promise((resolve) => setTimeout(resolve, pace()))
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
  if (body.stream_options?.include_usage) send({ choices: [], usage: usageOf(said, body) })
  response.end('data: [DONE]\n\n')
}

function embeddings(body: { input: string | string[]; model: string; encoding_format?: string }) {
  const inputs = [body.input].flat()
  const data = inputs.map((input, index) => {
    const vector = embedWords(input, STAND_IN_DIMENSIONS)
    const packed = () => Buffer.from(Float32Array.from(vector).buffer).toString('base64')
    return { object: 'embedding', index, embedding: body.encoding_format === 'base64' ? packed() : vector }
  })
  const tokens = inputs.reduce((sum, input) => sum + words(input), 0)
  return { object: 'list', model: body.model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } }
}
