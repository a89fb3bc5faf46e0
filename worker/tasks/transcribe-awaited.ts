import type { Task } from '../task'
import { transcribe } from './transcribe'

/** The same for a recording that somebody waits for with a request open. */
export const transcribeAwaited: Task = { ...transcribe, name: 'transcribe-awaited', lane: 'answers' }
