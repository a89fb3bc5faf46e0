import { makeFileLoader } from '~/features/recording/file-loader.server'
import { serveAudio } from '~/features/recording/serve-audio.server'

export const loader = makeFileLoader(serveAudio)
