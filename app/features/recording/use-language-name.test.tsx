import { renderToStaticMarkup } from 'react-dom/server'
import { IntlProvider } from 'use-intl'
import { expect, it } from 'vitest'
import { targetLanguages } from '#domain/translation/target-languages'
import { useNamedLanguages } from './use-language-name'

function Names() {
  return useNamedLanguages()(targetLanguages).map(({ name }) => name).join('|')
}

it.each(['en', 'vi', 'zh-TW'] as const)('puts languages in the order of the reader, wherever it is made: %s', (locale) => {
  const names = renderToStaticMarkup(<IntlProvider locale={locale} messages={{}}><Names /></IntlProvider>).split('|')
  expect(names).toHaveLength(targetLanguages.length)
  expect(names).toEqual([...names].sort(new Intl.Collator(locale).compare))
})
