import type { Messages } from '~/messages/en'

/** Messages that a page can leave for the next one; their sentences are `common.flash.<key>`. */
export type FlashKey = keyof Messages['common']['flash']
