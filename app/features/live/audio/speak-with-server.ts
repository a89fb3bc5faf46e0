import { paths } from '~/web/paths'
import { speakWithBrowser, type Speak } from './spoken-queue'

/** The voice that the server is given; the browser's own where that does not answer. */
export const speakWithServer: Speak = async (text, language) => {
  const sound = await fetchSpeech(text).catch(() => null)
  if (!sound) return speakWithBrowser(text, language)
  const url = URL.createObjectURL(sound)
  try {
    await play(url)
  } finally {
    URL.revokeObjectURL(url)
  }
}

async function fetchSpeech(text: string): Promise<Blob | null> {
  const response = await fetch(paths.liveSpeech(), { method: 'POST', body: new URLSearchParams({ text }) })
  return response.ok ? response.blob() : null
}

function play(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const audio = new Audio(url)
    audio.onended = () => resolve()
    audio.onerror = () => reject(new Error('The speech cannot be played.'))
    audio.play().catch(reject)
  })
}
