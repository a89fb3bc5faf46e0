import { requireUpload } from '#domain/uploads/own-upload.server'
import { defineEndpoint } from '../endpoint'
import { loadUpload, uploadParams, uploadShape } from '../shapes/upload'

export const getOwnUpload = defineEndpoint({
  method: 'GET',
  path: '/uploads/:id',
  access: 'recordings:write',
  tag: 'Uploads',
  summary: 'How an upload stands, and where its next parts go',
  description: 'After an interruption, or when the addresses have been used or have expired.',
  params: uploadParams,
  answers: { 200: { description: 'The upload, with fresh addresses.', json: uploadShape } },
  refusals: ['not_found', 'storage_unavailable'],
  async handle({ house, caller: { userId }, params: { id } }) {
    return { status: 200, json: await loadUpload(house, await requireUpload(house.db, userId, id)) }
  },
})
