import type { LoaderFunctionArgs } from '@remix-run/node'
import { createTranslator } from 'use-intl/core'
import type { ErrorCode } from '#domain/errors/error-codes'
import en from '~/messages/en'
import vi from '~/messages/vi'
import zhTW from '~/messages/zh-TW'
import type { Messages } from '~/messages/en'
import { toErrorBody } from '~/web/error-body'
import { getLocale } from '~/web/locale.server'
import { paths } from '~/web/paths'
import { escapeHtml } from './escape-html'

/** What can keep a file from being served; whatever else happens is a defect. */
const sentences = {
  conflict: 'recording.notDone',
  not_found: 'errors.not_found',
  object_not_found: 'errors.object_not_found',
  object_corrupt: 'errors.object_corrupt',
  storage_unavailable: 'errors.storage_unavailable',
} as const satisfies { [Code in ErrorCode]?: string }

const isTold = (code: ErrorCode): code is keyof typeof sentences => code in sentences

const catalogues = { en, vi, 'zh-TW': zhTW }

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
      const t = createTranslator({ locale, messages: catalogues[locale] as Messages })
      const sentence = t(isTold(body.code) ? sentences[body.code] : 'errors.internal')
      const [href, text] = body.code === 'not_found'
        ? [paths.library(), t('library.title')]
        : [paths.recording(args.params.id ?? ''), t('recording.openRecording')]
      return new Response(page({ locale, sentence, href, text }), {
        status: body.status,
        headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
      })
    }
  }
}

function page(
  { locale, sentence, href, text }: { locale: string; sentence: string; href: string; text: string },
): string {
  return `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Steno</title>
<main>
<h1>${escapeHtml(sentence)}</h1>
<p><a href="${escapeHtml(href)}">${escapeHtml(text)}</a></p>
</main>
</html>
`
}
