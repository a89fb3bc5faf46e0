import { expect, it } from 'vitest'
import { parseStoreWish } from './store-wish'

const parse = (header: string | undefined, query = '') => {
  const parameters = new URLSearchParams(query)
  return parseStoreWish({ header, valuesOf: (name) => parameters.getAll(name) })
}

it('keeps a recording unless false is said anywhere (SPEC 9.8)', () => {
  for (const [header, query] of [[undefined], [''], ['true'], [' TRUE '], [undefined, 'store=true&steno_store=true']] as const) {
    expect(parse(header, query), `${header} ${query}`).toEqual({ isStored: true })
  }
  for (const [header, query] of [['false'], ['False '], [undefined, 'store=false'], [undefined, 'steno_store=false'], ['true', 'store=false'],
    ['false', 'store=true'], [undefined, 'store=true&store=false'], [undefined, 'store=false&store=true']] as const) {
    expect(parse(header, query), `${header} ${query}`).toEqual({ isStored: false })
  }
})

it('refuses what is neither, rather than to keep what was not to be kept (SPEC 9.8)', () => {
  for (const text of ['no', '0', 'off', 'never', 'true, false']) {
    expect(parse(text)).toEqual({ problem: 'Steno-Store is true or false.', param: 'Steno-Store' })
    expect(parse('false', `store=${text}`)).toMatchObject({ param: 'store' })
    expect(parse(undefined, `steno_store=${text}`)).toMatchObject({ param: 'steno_store' })
  }
  expect(parse(undefined, 'store=')).toMatchObject({ param: 'store' })
})
