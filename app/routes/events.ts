import { openEventStream } from '~/features/recording/open-event-stream.server'

/** What happens to the user's recordings, as it happens (server-sent events). */
export const loader = openEventStream
