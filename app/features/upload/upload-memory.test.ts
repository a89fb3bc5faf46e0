import { expect, it } from 'vitest'
import { forgetUpload, readRemembered, recallUpload, rememberUpload } from './upload-memory'

const file = { name: 'talk.wav', size: 1000, lastModified: 5 }

function makeMemory(stored: string | null = null) {
  let value = stored
  return { getItem: () => value, setItem: (_name: string, text: string) => { value = text } }
}

it('knows the same file again, and none that differs in anything', () => {
  const memory = makeMemory()
  rememberUpload(memory, 'a', file)
  expect(recallUpload(memory, file)).toBe('a')
  for (const other of [{ name: 'x.wav' }, { size: 1001 }, { lastModified: 6 }]) {
    expect(recallUpload(memory, { ...file, ...other })).toBeNull()
  }
  forgetUpload(memory, 'a')
  expect(recallUpload(memory, file)).toBeNull()
})

it('remembers so many, the newest of them', () => {
  const memory = makeMemory()
  for (let at = 0; at < 120; at += 1) rememberUpload(memory, `k${at}`, { ...file, lastModified: at })
  expect(readRemembered(memory)).toHaveLength(100)
  expect(recallUpload(memory, { ...file, lastModified: 119 })).toBe('k119')
  expect(recallUpload(memory, { ...file, lastModified: 19 })).toBeNull()
})

it('does without a browser that keeps nothing, and with what others have left', () => {
  const refusing = { getItem: () => { throw new Error('no') }, setItem: () => { throw new Error('no') } }
  for (const memory of [null, refusing, makeMemory('{'), makeMemory('7'), makeMemory('[null, {"uploadKey": 1}]')]) {
    rememberUpload(memory, 'a', file)
    forgetUpload(memory, 'a')
    expect(readRemembered(memory)).toEqual([])
  }
})
