import { ApiPage } from '~/features/developers/api-page'
import { loadApi } from '~/features/developers/load-api.server'
import type { PageHandle } from '~/web/page-handle'
import { makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('developers.title') }

export const loader = makeLoader(loadApi)

export default ApiPage
