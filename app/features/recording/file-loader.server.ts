import type { LoaderFunctionArgs } from '@remix-run/node'
import type { ErrorCode } from '#domain/errors/error-codes'
import { makeTeller } from '~/web/catalogues.server'
import { toErrorBody } from '~/web/error-body.server'
import { getLocale } from '~/web/locale.server'
import { paths } from '~/web/paths'
import { plainResponse } from '~/web/plain-page'

/** What can keep a file from being served; whatever else happens is a defect. */
const sentences = {
  conflict: 'recording.notDone',
  not_found: 'errors.not_found',
  object_not_found: 'errors.object_not_found',
  object_corrupt: 'errors.object_corrupt',
  storage_unavailable: 'errors.storage_unavailable',
  database_unavailable: 'errors.database_unavailable',
} as const satisfies { [Code in ErrorCode]?: string }

const isTold = (code: ErrorCode): code is keyof typeof sentences => code in sentences

/**
 * A loader that answers with a file. Such a route draws no page, so an AppError becomes a small one of its own: the
 * sentence in the reader's language and the way to the recording, with the status of its code.
 */
export function makeFileLoader(load: (args: LoaderFunctionArgs) => Promise<Response>) {
  return async (args: LoaderFunctionArgs): Promise<Response> => {
    try {
      return await load(args)
    } catch (error) {
      const body = toErrorBody(error)
      if (!body) throw error
      const locale = await getLocale(args.request, args.context)
      const { t } = makeTeller(locale)
      const sentence = t(isTold(body.code) ? sentences[body.code] : 'errors.internal')
      const [href, text] = body.code === 'not_found'
        ? [paths.library(), t('library.title')]
        : [paths.recording(args.params.id ?? ''), t('recording.openRecording')]
      return plainResponse({ locale, sentence, link: { href, text } }, body.status)
    }
  }
}
