/**
 * Keeps the screen on while somebody speaks, where the browser can; asked for anew each time that the page comes to the
 * front, since it is lost whenever the page goes. Returns what lets the screen sleep again.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null
  let isOver = false
  const ask = async () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    // A battery that runs low refuses.
    const got = await navigator.wakeLock.request('screen').catch(() => null)
    if (isOver) await got?.release()
    else lock = got
  }
  const onVisible = () => void ask()
  document.addEventListener('visibilitychange', onVisible)
  onVisible()
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', onVisible)
    void lock?.release()
    lock = null
  }
}
