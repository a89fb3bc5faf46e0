import { z } from 'zod'
import { AppError } from '#domain/errors/app-error'
import { defineEndpoint } from '../../endpoint'
import { modelShape, toModelJson } from '../model-json'

export const getModel = defineEndpoint({
  method: 'GET',
  path: '/models/:model',
  access: 'bearer',
  tag: 'Models',
  summary: 'A model that is installed',
  params: z.object({ model: z.string() }),
  answers: { 200: { description: 'It is there.', json: modelShape } },
  refusals: ['not_found'],
  async handle({ house, params: { model: id } }) {
    const model = (await house.findModels()).find(({ entry }) => entry.id === id)
    if (model) return { status: 200, json: await toModelJson(model) }
    throw new AppError('not_found', `The model '${id}' is not installed here.`, { params: { field: 'model' } })
  },
})
