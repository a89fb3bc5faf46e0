import type { WebConfig } from './services'

/** Where speakers reach live recognition. */
export function liveSocketUrl({ liveUrl }: Pick<WebConfig, 'liveUrl'>): string {
  return `${liveUrl.replace(/\/$/, '')}/ws/s2t`
}
