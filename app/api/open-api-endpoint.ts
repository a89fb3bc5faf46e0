import { paths } from '../web/paths'
import { defineEndpoint, type Endpoint } from './endpoint'
import { describeApi } from './open-api'

/** The description of the API, for programs that write programs. It does not describe itself. */
export function openApiEndpoint(endpoints: readonly Endpoint[]): Endpoint {
  let text: string | null = null
  return defineEndpoint({
    method: 'GET',
    path: paths.openApi().slice(paths.api().length),
    access: 'public',
    tag: 'About',
    summary: 'This description',
    answers: { 200: { description: 'OpenAPI 3.1', text: ['application/json'] } },
    async handle({ house }) {
      text ??= JSON.stringify(describeApi(endpoints, house.config.publicUrl + paths.api()))
      const headers = { 'Cache-Control': 'public, max-age=300' }
      return { status: 200, text, type: 'application/json; charset=utf-8', headers }
    },
  })
}
