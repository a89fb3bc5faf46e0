import type { useTranslations } from 'use-intl'

/** What a route that is a page tells of itself. */
export interface PageHandle<Data = unknown> {
  /** The page's own title in the reader's language, given the loader's data. The product's name is added to it. `day` tells days. */
  title(t: ReturnType<typeof useTranslations<never>>, data: Data, day: (at: Date | string) => string): string
}
