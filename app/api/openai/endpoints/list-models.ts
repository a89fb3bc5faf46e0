import { z } from 'zod'
import { defineEndpoint } from '../../endpoint'
import { modelShape, toModelJson } from '../model-json'

export const listModels = defineEndpoint({
  method: 'GET',
  path: '/models',
  access: 'bearer',
  tag: 'Models',
  summary: 'The models that are installed',
  answers: { 200: { description: 'All of them.', json: z.object({ object: z.literal('list'), data: z.array(modelShape) }) } },
  async handle({ house }) {
    const data = await Promise.all((await house.findModels()).map(toModelJson))
    return { status: 200, json: { object: 'list' as const, data } }
  },
})
