import { expect, it } from 'vitest'
import { fuseRanks } from './fuse-ranks'

const fuse = (...lists: string[][]) =>
  fuseRanks(lists.map((items) => ({ items })), (item) => item).map(({ item }) => item)

it('puts what both lists hold before what one holds', () => {
  expect(fuse(['a', 'b', 'c'], ['d', 'b'])).toEqual(['b', 'a', 'd', 'c'])
})

it('keeps one list as it is, and knows of none', () => {
  expect(fuse(['a', 'b', 'c'], [])).toEqual(['a', 'b', 'c'])
  expect(fuse()).toEqual([])
})

it('scores by one over sixty and the rank, times the weight', () => {
  const [best] = fuseRanks([{ items: ['a'] }, { items: ['b', 'a'], weight: 2 }], (item) => item)
  expect(best).toEqual({ item: 'a', score: 1 / 61 + 2 / 62 })
})
