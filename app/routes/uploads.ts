import { beginParts } from '~/features/upload/part-uploads.server'

/** Where scripts begin uploads in parts. */
export const action = beginParts
