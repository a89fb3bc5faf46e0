import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { openTakeStore } from '../client/indexed-take-store'
import { LiveClient } from '#domain/live/client/live-client'
import { fetchStored, fetchTicket } from '../client/page-calls'
import { makeMemoryTakeStore, type TakeStore } from '#domain/live/client/take'
import { holdTake } from '../client/take-lock'
import { Studio, type StudioState } from './studio'

export interface StudioTools {
  studio: Studio
  state: StudioState
  /** Null until it is open. */
  store: TakeStore | null
}

interface KeptTakes {
  store: TakeStore | null
  isKeptOnDisk: boolean
}

const beforeStart: StudioState = { phase: 'idle', soundTrouble: null, isHearing: false, live: null }

/** The studio of a page, as long as the page lives. */
export function useStudio({ socketUrl, userId }: { socketUrl: string; userId: string }): StudioTools {
  const kept = useKeptTakes()
  const keptRef = useRef(kept)
  keptRef.current = kept
  const [studio] = useState(() => new Studio(({ take, kept: frames }) => {
    const { store, isKeptOnDisk } = keptRef.current
    return new LiveClient({
      url: socketUrl, take, kept: frames, store: store ?? makeMemoryTakeStore(), isKeptOnDisk,
      fetchTicket: () => fetchTicket(userId), fetchStored,
    })
  }, holdTake))
  useEffect(() => {
    const onOnline = () => studio.lineBack()
    const onVisible = () => document.visibilityState === 'visible' && studio.hurry()
    const onOffline = () => studio.lineLost()
    // Leaving by mistake is asked about, though what is not sent waits in most browsers.
    const onLeave = (event: BeforeUnloadEvent) => {
      if (studio.isNeeded) event.preventDefault()
    }
    window.addEventListener('online', onOnline)
    window.addEventListener('offline', onOffline)
    window.addEventListener('beforeunload', onLeave)
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      window.removeEventListener('online', onOnline)
      window.removeEventListener('offline', onOffline)
      window.removeEventListener('beforeunload', onLeave)
      document.removeEventListener('visibilitychange', onVisible)
      void studio.close()
    }
  }, [studio])
  const state = useSyncExternalStore(studio.subscribe, () => studio.state, () => beforeStart)
  return { studio, state, store: kept.store }
}

/** This browser's store of takes; one in memory where it stores nothing. */
function useKeptTakes(): KeptTakes {
  const [kept, setKept] = useState<KeptTakes>({ store: null, isKeptOnDisk: false })
  useEffect(() => {
    openTakeStore()
      .then((store) => setKept({ store, isKeptOnDisk: true }))
      .catch(() => setKept({ store: makeMemoryTakeStore(), isKeptOnDisk: false }))
  }, [])
  return kept
}
