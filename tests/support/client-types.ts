import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { endpoints } from '../../app/api/endpoints'
import { describeApi } from '../../app/api/open-api'

/** Where the client keeps the types of the API. */
export const CLIENT_TYPES_PATH = 'client/api-types.ts'

const HEAD = '// Made of the API’s own description by `npm run generate:client`. Changes belong there.\n\n'

/** The types of the API as TypeScript text, as they follow from its endpoints now. */
export async function writeClientTypes(): Promise<string> {
  // Where the API is to be found differs from one installation to the next, and is nothing that types say.
  const document = describeApi(endpoints, '/api/v1') as unknown as OpenAPI3
  return HEAD + astToString(await openapiTS(document, { alphabetize: false, silent: true }))
}
