import { serve } from './serve'

serve('web', process.env.STENO_WEB_PORT)
