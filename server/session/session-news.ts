import type { ServerMessage } from '#domain/live/protocol'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { limits } from '#domain/limits/limits'
import type { LiveEvent } from '../recognizer/live-recognizer'
import { messageOf } from './event-message'
import { QuotaNotice } from './quota-notice'

export interface SessionNewsDeps {
  /** Says it to the speaker. */
  tell(message: ServerMessage): void
  /** Says it to the viewers. */
  publish(message: ServerMessage): void
}

/** What the people of a session hear of its recognition and of its storing. */
export class SessionNews {
  readonly #deps: SessionNewsDeps
  readonly #quota = new QuotaNotice()
  #lagToldAt = 0

  constructor(deps: SessionNewsDeps) {
    this.#deps = deps
  }

  recognized(event: LiveEvent): void {
    const message = messageOf(event)
    if (!message) return
    if (message.type === 'lag') return this.#lag(message)
    this.#deps.tell(message)
    this.#deps.publish(message)
  }

  stored({ nextSeq, samples }: { nextSeq: number; samples: number }): void {
    this.#deps.tell({ type: 'ack', seq: nextSeq - 1, audioMs: Math.floor((samples * 1000) / PCM_SAMPLE_RATE) })
  }

  /** Milliseconds that the plan leaves; null where it sets no limit. */
  quotaLeft(leftMs: number | null): void {
    const told = this.#quota.next(leftMs)
    if (told !== null) this.#deps.tell({ type: 'quota', leftMs: told })
  }

  #lag(message: ServerMessage & { type: 'lag' }): void {
    if (Date.now() - this.#lagToldAt < limits.liveLagMsMin) return
    this.#lagToldAt = Date.now()
    this.#deps.tell(message)
  }
}
