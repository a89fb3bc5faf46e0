import type { LiveTranscript } from '#domain/live/client/live-transcript'
import type { TranslatedPassages } from '#domain/live/client/live-translations'

/** Picks out of translations what is said from some moment on: each passage once, in order, when its translation is final. */
export class FreshPassages {
  /** Passages up to this id are over, whenever their translations come. */
  #overId = -1

  /** What is settled by now is not told any more. */
  begin(transcript: LiveTranscript): void {
    this.#overId = transcript.reduce((last, { id, state }) => (state === 'committed' && id > last ? id : last), -1)
  }

  /** The texts that have come since. */
  take(passages: TranslatedPassages): string[] {
    const fresh = Object.entries(passages)
      .flatMap(([id, { text, isFinal }]) => (isFinal && Number(id) > this.#overId ? [{ id: Number(id), text }] : []))
      .sort((a, b) => a.id - b.id)
    this.#overId = fresh.at(-1)?.id ?? this.#overId
    return fresh.map(({ text }) => text)
  }
}
