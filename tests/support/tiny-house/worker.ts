import { serve } from './serve'

serve('worker', process.env.STENO_WORKER_PORT)
