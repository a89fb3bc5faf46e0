import { z } from 'zod'

/** A moment, in UTC. */
export const instant = z.iso.datetime()
/** A length or a place in time. */
export const wholeMs = z.int().min(0)
/** The id of a recording in an address. What is no id at all is not there, as one that is somebody else's. */
export const recordingParams = z.object({ id: z.string().meta({ format: 'uuid', description: 'Of the recording.' }) })
