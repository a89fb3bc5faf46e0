import * as uws from 'uWebSockets.js'

/** The package exports its constants, but its types take them for types. */
export const { SHARED_COMPRESSOR } = uws as unknown as { SHARED_COMPRESSOR: number }
