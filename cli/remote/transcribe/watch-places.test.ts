import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { makePlaces } from './watch-places'

const earlier = (done: Record<string, string>) => ({
  findSource: (output: string) => Object.entries(done).map(([from, to]) => [resolve(from), resolve(to)]).find(([, to]) => to === output)?.[0] ?? null,
})
const places = (done: Record<string, string> = {}) => makePlaces({ folder: 'in', output: 'out', format: 'txt', before: earlier(done) })

it('are in the folders of their files, and those that would have the same keep their extension', () => {
  const placeOf = places()
  const files = ['in/a/talk.mp3', 'in/b/talk.mp3', 'in/talk.mp3', 'in/talk.wav', 'in/talk.wav.mp3', 'in/a/talk.mp3']
  expect(files.map(placeOf)).toEqual([
    'out/a/talk.txt', 'out/b/talk.txt', 'out/talk.txt', 'out/talk.wav.txt', 'out/talk.wav.mp3.txt', 'out/a/talk.txt',
  ])
  expect(['in/x.wav.mp3', 'in/x.mp3', 'in/x.wav', 'in/x.ogg'].map(placeOf)).toEqual(
    ['out/x.wav.txt', 'out/x.txt', 'out/x.wav.2.txt', 'out/x.ogg.txt'])
})

it('stay the same when they are asked for in another order by a later call', () => {
  const done = { 'in/talk.wav': 'out/talk.txt', 'in/talk.mp3': 'out/talk.mp3.txt' }
  for (const files of [['in/talk.wav', 'in/talk.mp3'], ['in/talk.mp3', 'in/talk.wav']]) {
    const placeOf = places(done)
    expect(Object.fromEntries(files.map((file) => [file, placeOf(file)]))).toEqual(done)
  }
  // What was written of a file that is gone is not written over.
  expect(places({ 'in/gone.mp3': 'out/gone.txt' })('in/gone.wav')).toBe('out/gone.wav.txt')
})
