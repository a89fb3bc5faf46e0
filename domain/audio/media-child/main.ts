import { AV_LOG_QUIET } from 'node-av/constants'
import { Log } from 'node-av/lib'
import type { MediaOrder } from '../media-wire'
import { endNow, report } from './channel'
import { MediaFailure } from './failure'
import { runOrder } from './run-order'

const DETAIL_CHARS_MAX = 500

/**
 * A process of its own for one untrusted media file: FFmpeg may crash, hang or swell here without harm to anyone else.
 * It opens no file and no connection; it reads what the parent serves, and the parent kills it when it has seen enough.
 */
Log.setLevel(AV_LOG_QUIET)

// The parent holds stdin open while it lives; this notices its death even while FFmpeg is busy on another thread.
process.stdin.resume().on('close', endNow)

try {
  if (process.env.UV_THREADPOOL_SIZE !== '1') throw new Error('The media child needs UV_THREADPOOL_SIZE=1')
  await runOrder(JSON.parse(process.argv[2] ?? '') as MediaOrder)
  report({ type: 'done' })
} catch (error) {
  if (!(error instanceof MediaFailure)) throw error
  report({ type: 'failed', code: error.code, detail: error.detail.slice(0, DETAIL_CHARS_MAX) })
}
endNow()
