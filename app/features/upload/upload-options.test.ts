import { describe, expect, it } from 'vitest'
import { makeUploadOptions } from './upload-options'
import { commonLanguages } from './spoken-languages'

const model = (id: string, languages: string[] | '*', rank = 0, kind: 'offline' | 'streaming' = 'offline') =>
  ({ id, title: id.toUpperCase(), languages, rank, kind })
const english = model('english', ['en-US'])
const vietnamese = model('vietnamese', ['vi'])
const vietnameseLive = model('vietnamese-live', ['vi'], 50, 'streaming')
const whisper = model('whisper', '*', 5)

describe('makeUploadOptions', () => {
  it('tells what can be recognised now from what could be', () => {
    const options = makeUploadOptions([english], [english, vietnameseLive, vietnamese, whisper])
    expect(options.languages).toEqual(['en'])
    expect(options.models).toEqual([{ id: 'english', title: 'ENGLISH' }])
    expect(options.missing).toContainEqual({ language: 'vi', modelId: 'vietnamese' })
    expect(options.missing).toContainEqual({ language: 'fr', modelId: 'whisper' })
    expect(options.missing.map(({ language }) => language)).not.toContain('en')
  })

  it('misses nothing where a model for all is installed', () => {
    const options = makeUploadOptions([whisper], [english, vietnamese, whisper])
    expect(options.languages).toEqual([...commonLanguages].sort())
    expect(options.missing).toEqual([])
  })
})
