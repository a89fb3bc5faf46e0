import { expect, it } from 'vitest'
import { elide } from './elide'

const words = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `w${from + at}`).join(' ')

it('shows a dozen words around every change, and all of short passages', () => {
  const short = [
    { kind: 'same' as const, text: words(1, 10) },
    { kind: 'added' as const, text: words(1, 99) },
  ]
  expect(elide(short)).toEqual(short)
  expect(
    elide([
      { kind: 'same', text: words(1, 50) },
      { kind: 'removed', text: 'x' },
      { kind: 'same', text: words(1, 50) },
      { kind: 'added', text: 'y' },
      { kind: 'same', text: words(1, 50) },
    ]).map(({ text }) => text),
  ).toEqual([`… ${words(39, 50)}`, 'x', `${words(1, 12)} … ${words(39, 50)}`, 'y', `${words(1, 12)} …`])
})
