import { expect, it } from 'vitest'
import { heed, withStored, type LiveTranscript } from '#domain/live/client/live-transcript'
import type { TranslatedPassages } from '#domain/live/client/live-translations'
import { FreshPassages } from './fresh-passages'

const said = (count: number): LiveTranscript =>
  withStored([], Array.from({ length: count }, (_, at) => ({ segmentId: at, startMs: at, endMs: at + 1, text: `said ${at}` })))
const translated = (ids: number[], isFinal = true): TranslatedPassages =>
  Object.fromEntries(ids.map((id) => [id, { text: `nói ${id}`, isFinal }]))

it('tells each passage once, in order, when its translation is final', () => {
  const fresh = new FreshPassages()
  fresh.begin([])
  expect(fresh.take(translated([0], false))).toEqual([])
  expect(fresh.take(translated([1, 0]))).toEqual(['nói 0', 'nói 1'])
  expect(fresh.take(translated([0, 1, 2]))).toEqual(['nói 2'])
})

it('tells nothing of what was settled when it began, however late the translations of that come', () => {
  const fresh = new FreshPassages()
  fresh.begin(said(600))
  expect(fresh.take(translated([0, 1, 2]))).toEqual([])
  expect(fresh.take(translated([0, 1, 2, 598, 599, 600]))).toEqual(['nói 600'])
})

it('tells what was being said when it began', () => {
  const fresh = new FreshPassages()
  fresh.begin(heed(said(2), { type: 'partial', segmentId: 2, startMs: 2, endMs: 3, text: 'being said', stableChars: 0 }))
  expect(fresh.take(translated([0, 1, 2]))).toEqual(['nói 2'])
})

it('begins anew with another session, whose passages count from 0', () => {
  const fresh = new FreshPassages()
  fresh.begin([])
  fresh.take(translated([0, 1, 2]))
  fresh.begin([])
  expect(fresh.take(translated([0]))).toEqual(['nói 0'])
})
