import { escapeHtml } from './escape-html'
import type { Locale } from './locale'

export interface PlainPage {
  locale: Locale
  sentence: string
  /** The way on. */
  link: { href: string; text: string }
  /** Small print, such as the request's id. */
  note?: string
}

/** A plain page as a whole answer. */
export function plainResponse(page: PlainPage, status: number): Response {
  return new Response(plainPage(page), {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Language': page.locale, 'Cache-Control': 'no-store' },
  })
}

/** A page without the application, for what is answered before it or beside it: a sentence and a link. */
export function plainPage({ locale, sentence, link, note }: PlainPage): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(sentence)} · Steno</title>
</head>
<body>
<main>
<h1>${escapeHtml(sentence)}</h1>
<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a></p>
${note ? `<p><small>${escapeHtml(note)}</small></p>\n` : ''}</main>
</body>
</html>
`
}
