import { useRevalidator } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import { paths } from '~/web/paths'
import {
  liveEventNames, needsReload, snapshotNeedsReload, withLive, type LiveEvent, type LiveFacts,
} from './live-events'

const RECONNECT_MS = 5_000
/** Several steps that come together are one reload. */
const RELOAD_DELAY_MS = 150

interface Live {
  events: ReadonlyMap<string, LiveEvent>
  /** The server's clock at the last event; null before the first. */
  atMs: number | null
}

/**
 * Keeps recordings up to date while the page can be seen: progress is drawn as it is told, anything else loads the
 * page's data again. A hidden page lets its connection go, because a browser has only six to a server without HTTP/2.
 *
 * @param watchesNew whether recordings that are not shown yet are of interest
 */
export function useLiveRecordings<T extends LiveFacts>(
  loaded: readonly T[], { enabled, watchesNew }: { enabled: boolean; watchesNew: boolean },
): { recordings: T[]; atMs: number | null } {
  const [live, setLive] = useState<Live>({ events: new Map(), atMs: null })
  const { revalidate } = useRevalidator()
  const latest = useRef({ loaded, watchesNew, revalidate })
  latest.current = { loaded, watchesNew, revalidate }

  useEffect(() => {
    if (!enabled) return
    let reloading: ReturnType<typeof setTimeout> | undefined
    const asked = new Set<string>()
    const watched = () => (latest.current.watchesNew ? asked : null)
    const reload = () => {
      clearTimeout(reloading)
      reloading = setTimeout(() => latest.current.revalidate(), RELOAD_DELAY_MS)
    }
    const hear = (heard: readonly LiveEvent[]) => setLive(({ events, atMs }) => {
      const next = new Map(events)
      for (const event of heard) next.set(event.recordingId, event)
      return { events: next, atMs: heard.at(-1)?.atMs ?? atMs }
    })
    const close = listenWhileVisible({
      onSnapshot(snapshot) {
        hear(snapshot)
        if (snapshotNeedsReload(latest.current.loaded, snapshot, watched())) reload()
      },
      onChange(event) {
        hear([event])
        if (needsReload(latest.current.loaded, event, watched())) reload()
      },
    })
    return () => {
      clearTimeout(reloading)
      close()
    }
  }, [enabled])

  return { recordings: loaded.map((recording) => withLive(recording, live.events.get(recording.id))), atMs: live.atMs }
}

/** Holds a connection to `/events` while the page is visible; returns what ends it. */
function listenWhileVisible(listener: {
  onSnapshot(snapshot: LiveEvent[]): void
  onChange(event: LiveEvent): void
}): () => void {
  let source: EventSource | null = null
  let waiting: ReturnType<typeof setTimeout> | undefined
  const close = () => {
    clearTimeout(waiting)
    source?.close()
    source = null
  }
  const open = () => {
    close()
    source = new EventSource(paths.events())
    source.addEventListener(liveEventNames.snapshot, ({ data }) => listener.onSnapshot(JSON.parse(data)))
    source.addEventListener(liveEventNames.change, ({ data }) => listener.onChange(JSON.parse(data)))
    // After a broken connection browsers come back by themselves; after a refusal they do not.
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) waiting = setTimeout(open, RECONNECT_MS)
    })
  }
  const follow = () => (document.visibilityState === 'visible' ? open() : close())
  document.addEventListener('visibilitychange', follow)
  follow()
  return () => {
    document.removeEventListener('visibilitychange', follow)
    close()
  }
}
