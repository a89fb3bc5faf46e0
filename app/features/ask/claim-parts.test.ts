import { expect, it } from 'vitest'
import { claimParts } from './claim-parts'

it('takes a line apart', () => {
  expect(claimParts('It begins, [1] at nine. [1][12]')).toEqual([
    { text: 'It begins, ' }, { number: 1 }, { text: ' at nine. ' }, { number: 1 }, { number: 12 },
  ])
  expect(claimParts('')).toEqual([])
})
