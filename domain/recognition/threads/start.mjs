import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

// Node gives a thread none of the process's loaders, so plain JavaScript must bring TypeScript in.
register()
await import(workerData.entry)
