import { makeFileLoader } from '~/features/recording/file-loader.server'
import { serveTranscript } from '~/features/recording/serve-transcript.server'

export const loader = makeFileLoader(serveTranscript)
