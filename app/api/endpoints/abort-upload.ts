import { abortUpload } from '#domain/uploads/abort-upload.server'
import { defineEndpoint } from '../endpoint'
import { uploadParams } from '../shapes/upload'

export const abortOwnUpload = defineEndpoint({
  method: 'DELETE',
  path: '/uploads/:id',
  access: 'recordings:write',
  tag: 'Uploads',
  summary: 'Give an upload up, with what has arrived of it',
  params: uploadParams,
  answers: { 204: { description: 'It is gone, and so is its recording.' } },
  refusals: ['not_found', 'conflict'],
  async handle({ house, caller: { userId }, params: { id } }) {
    await abortUpload(house.db, userId, id)
    return { status: 204 }
  },
})
