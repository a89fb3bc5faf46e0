import { z } from 'zod'

/** A moment, in UTC. */
export const instant = z.iso.datetime()
/** BCP 47. */
export const languageTag = z.string().max(35).regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
/** A length or a place in time. */
export const wholeMs = z.int().min(0)
/** The id of a webhook in an address. */
export const webhookParams = z.object({ id: z.string().meta({ format: 'uuid', description: 'Of the webhook.' }) })
/** The id of a recording in an address. What is no id at all is not there, as one that is somebody else's. */
export const recordingParams = z.object({ id: z.string().meta({ format: 'uuid', description: 'Of the recording.' }) })
