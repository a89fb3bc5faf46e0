import type { components, paths } from './api-types'
import { initOf, type CallOptions } from './call-options'
import { dataOf, type Http } from './http'
import { eachOf, type Page } from './pages'
import { followEvents, type RecordingEvent } from './recording-events'
import type { Transport } from './transport'
import { uploadFile, type NewRecording, type UploadOptions } from './upload-file'

export type Recording = components['schemas']['Recording']
export type RecordingWithSteps = components['schemas']['RecordingWithSteps']
export type Transcript = components['schemas']['Transcript']
export type RecordingQuery = NonNullable<paths['/recordings']['get']['parameters']['query']>
export type RecordingChange = paths['/recordings/{id}']['patch']['requestBody']['content']['application/json']
export type TextFormat = 'txt' | 'srt' | 'vtt'

interface TranscriptOptions extends CallOptions {
  /** BCP 47: that of a translation which has been made. */
  language?: string
}

/** What can be done with recordings. */
export class Recordings {
  readonly #http: Http
  readonly #transport: Transport
  readonly #baseUrl: string

  constructor(http: Http, transport: Transport, baseUrl: string) {
    this.#http = http
    this.#transport = transport
    this.#baseUrl = baseUrl
  }

  /** Every recording that fits, the newest first. */
  list(query: Omit<RecordingQuery, 'cursor'> = {}, options: CallOptions = {}): AsyncGenerator<Recording, void, void> {
    return eachOf((cursor) => this.page({ ...query, cursor }, options))
  }

  /** One page of them. */
  page(query: RecordingQuery = {}, options: CallOptions = {}): Promise<Page<Recording> & { total: number }> {
    return dataOf(this.#http.GET('/recordings', { ...initOf(options), params: { query } }))
  }

  get(id: string, options: CallOptions = {}): Promise<RecordingWithSteps> {
    return dataOf(this.#http.GET('/recordings/{id}', { ...initOf(options), params: { path: { id } } }))
  }

  /** Sends a file, and puts it into the queue. A lost connection starts it again; it is taken once. */
  upload(file: Blob, options: UploadOptions = {}): Promise<NewRecording> {
    return uploadFile(this.#transport, this.#baseUrl, file, options)
  }

  change(id: string, change: RecordingChange, options: CallOptions = {}): Promise<Recording> {
    return dataOf(this.#http.PATCH('/recordings/{id}', { ...initOf(options), params: { path: { id } }, body: change }))
  }

  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.#http.DELETE('/recordings/{id}', { ...initOf(options), params: { path: { id } } })
  }

  retry(id: string, options: CallOptions = {}): Promise<Recording> {
    return dataOf(this.#http.POST('/recordings/{id}/retry', { ...initOf(options), params: { path: { id } } }))
  }

  cancel(id: string, options: CallOptions = {}): Promise<Recording> {
    return dataOf(this.#http.POST('/recordings/{id}/cancel', { ...initOf(options), params: { path: { id } } }))
  }

  transcript(id: string, { language, ...options }: TranscriptOptions = {}): Promise<Transcript> {
    const params = { path: { id }, query: { format: 'json' as const, language } }
    return dataOf(this.#http.GET('/recordings/{id}/transcript', { ...initOf(options), params })) as Promise<Transcript>
  }

  /** The transcript as a file’s text; `times` is for `txt`. */
  transcriptText(
    id: string, format: TextFormat, { language, times = false, ...options }: TranscriptOptions & { times?: boolean } = {},
  ): Promise<string> {
    const params = { path: { id }, query: { format, language, times: times ? 'true' as const : 'false' as const } }
    return dataOf(this.#http.GET('/recordings/{id}/transcript', { ...initOf(options), params, parseAs: 'text' }))
  }

  /** How it stands, and again with every change, until nothing more is to come; over broken connections too. */
  events(id: string, { signal = new AbortController().signal }: { signal?: AbortSignal } = {}): AsyncGenerator<RecordingEvent, void, void> {
    const url = `${this.#baseUrl}/recordings/${encodeURIComponent(id)}/events`
    const open = () => this.#transport.send(() => new Request(url, { headers: { Accept: 'text/event-stream' }, signal }))
    return followEvents(open, (ms) => this.#transport.patience.wait(ms, signal))
  }
}
