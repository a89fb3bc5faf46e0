import { limits } from '../../limits/limits'

/** Half of its life: the clocks of the pages and of the live server may differ, and the way there takes time. */
const KEPT_MS = limits.liveTicketMs / 2

/**
 * The pages' ticket, kept from one attempt to the next: it is good for more than one, and while the live server is away those who try
 * again and again need not ask the pages each time.
 */
export class KeptTicket {
  readonly #fetch: () => Promise<string | null>
  #kept: { ticket: string; askedAt: number } | null = null

  /** @param fetch null where nobody is logged in; rejects where the pages cannot be reached */
  constructor(fetch: () => Promise<string | null>) {
    this.#fetch = fetch
  }

  /**
   * Null and rejections as of `fetch`; neither is kept.
   * @param now of a clock in milliseconds that never goes back
   */
  async get(now: number): Promise<string | null> {
    if (this.#kept && now - this.#kept.askedAt < KEPT_MS) return this.#kept.ticket
    const ticket = await this.#fetch()
    this.#kept = ticket === null ? null : { ticket, askedAt: now }
    return ticket
  }

  /** It was refused: the next one is another. */
  drop(): void {
    this.#kept = null
  }
}
