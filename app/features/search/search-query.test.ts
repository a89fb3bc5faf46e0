import { expect, it } from 'vitest'
import { countFilters, parseSearchQuery, searchPath, toFilter } from './search-query'

const parse = (search: string) => parseSearchQuery(new URLSearchParams(search))
const id = '0a1b2c3d-0000-4000-8000-000000000001'

it('reads what is searched for, and ignores what nobody can mean', () => {
  const days = 'from=2026-01-02&until=2026-01-03'
  expect(parse(`q=%20họp%20&mode=exact&${days}&language=vi&source=upload&recording=${id}&page=2`)).toEqual({
    q: 'họp', mode: 'exact', from: '2026-01-02', until: '2026-01-03',
    language: 'vi', source: 'upload', recording: id, page: 2,
  })
  expect(parse("mode=best&from=2026-13-40&until=soon&language='&source=x&recording=1&page=-1")).toEqual({
    q: '', mode: 'hybrid', from: null, until: null, language: null, source: null, recording: null, page: 1,
  })
  expect(parse('page=99999').page).toBe(5)
  expect(parse(`q=${'x'.repeat(999)}`).q).toHaveLength(200)
})

it('counts the last day as a whole', () => {
  expect(toFilter(parse('from=2026-01-02&until=2026-01-02'))).toMatchObject({
    from: new Date('2026-01-02T00:00Z'), until: new Date('2026-01-03T00:00Z'),
  })
  expect(countFilters(parse(`from=2026-01-02&source=upload&recording=${id}`))).toBe(2)
})

it('keeps the search while something in it changes, and begins at the first page', () => {
  const query = parse('q=a b&mode=semantic&language=en&page=3')
  expect(searchPath(query)).toBe('/search?q=a+b&language=en&mode=semantic')
  expect(searchPath(query, { page: 4 })).toBe('/search?q=a+b&language=en&mode=semantic&page=4')
  expect(searchPath(query, { mode: 'hybrid', language: null })).toBe('/search?q=a+b')
})
