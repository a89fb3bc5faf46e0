import { receiveOneFile } from '~/features/upload/receive-form.server'

/** Where scripts send files, one at a time. */
export const action = receiveOneFile
