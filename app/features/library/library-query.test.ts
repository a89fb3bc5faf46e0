import { expect, it } from 'vitest'
import { isFiltered, libraryPath, parseLibraryQuery } from './library-query'

const parse = (search: string) => parseLibraryQuery(new URLSearchParams(search))

it('reads what was searched for, and ignores what nobody can mean', () => {
  expect(parse('q=%20họp%20&status=done&cursor=abc')).toEqual({ q: 'họp', status: 'done', cursor: 'abc', rename: null })
  expect(parse('status=deleted&cursor=')).toEqual({ q: '', status: null, cursor: null, rename: null })
  expect(parse(`q=${'x'.repeat(999)}`).q).toHaveLength(200)
})

it('knows whether anything is left out', () => {
  expect(isFiltered(parse('cursor=abc'))).toBe(false)
  expect(isFiltered(parse('q=a'))).toBe(true)
  expect(isFiltered(parse('status=failed'))).toBe(true)
})

it('keeps the search while something in it changes', () => {
  const query = parse('q=a b&status=done&cursor=abc&rename=r1')
  expect(libraryPath(query)).toBe('/library?q=a+b&status=done&cursor=abc')
  expect(libraryPath(query, { rename: 'r2' })).toBe('/library?q=a+b&status=done&cursor=abc&rename=r2')
  expect(libraryPath(query, { cursor: null })).toBe('/library?q=a+b&status=done')
})
