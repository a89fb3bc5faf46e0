import { giveTicket } from '~/features/live/live-answers.server'

/** The right to connect to the live server, asked for by the live page. */
export const action = giveTicket
