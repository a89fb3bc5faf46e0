import { paths } from '~/web/paths'
import { speakWithBrowser, type Speak } from './spoken-queue'

/** The voice that the server is given; the browser's own where that does not answer. */
export const speakWithServer: Speak = async (text, language, signal) => {
  const sound = await fetchSpeech(text, signal).catch(() => null)
  signal.throwIfAborted()
  if (!sound) return speakWithBrowser(text, language, signal)
  const url = URL.createObjectURL(sound)
  try {
    await play(url, signal)
  } finally {
    URL.revokeObjectURL(url)
  }
}

async function fetchSpeech(text: string, signal: AbortSignal): Promise<Blob | null> {
  const response = await fetch(paths.liveSpeech(), { method: 'POST', body: new URLSearchParams({ text }), signal })
  return response.ok ? response.blob() : null
}

function play(url: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const audio = new Audio(url)
    audio.onended = () => resolve()
    audio.onerror = () => reject(new Error('The speech cannot be played.'))
    signal.addEventListener('abort', () => {
      audio.pause()
      reject(signal.reason)
    })
    audio.play().catch(reject)
  })
}
