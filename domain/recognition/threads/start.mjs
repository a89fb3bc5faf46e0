import { workerData } from 'node:worker_threads'

// A thread that ends itself does so between two calls into native code; one that is ended from outside may be in the
// middle of one, and such code may take the whole process along.
workerData.ending.on('message', () => process.exit(0))
workerData.ending.unref()

// Node gives a thread none of the process's loaders, so plain JavaScript must bring TypeScript in where it is not compiled.
if (workerData.entry.endsWith('.ts')) (await import('tsx/esm/api')).register()
await import(workerData.entry)
