import { describe, expect, it } from 'vitest'
import { moonshineTiny } from './builtin-models'
import { catalogue, getCatalogueEntry } from './catalogue'
import { catalogueEntrySchema, engineFiles, type InstalledModel } from './catalogue-entry'
import { chooseModel } from './choose-model'

const installed = (...ids: string[]): InstalledModel[] => ids.map((id) => ({ entry: getCatalogueEntry(id)!, paths: {} }))
const choose = (language: string, ids: string[], modelId: string | null = null) =>
  chooseModel({ language, modelId }, installed(...ids), catalogue)

describe('the catalogue', () => {
  it('has each id once, and for every file a source and a plausible hash or none', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length)
    for (const entry of catalogue) {
      expect(entry.files.map(({ name }) => name).sort()).toEqual(engineFiles(entry.engine).sort())
      for (const { source } of entry.files) {
        if (entry !== moonshineTiny) expect(source.from === 'url' && new URL(source.url).protocol).toBe('https:')
      }
    }
  })

  it('refuses an entry whose engine names a file that is not there, or that leaves its folder', () => {
    const engine = { ...moonshineTiny.engine, encoder: 'missing.onnx' }
    expect(() => catalogueEntrySchema.parse({ ...moonshineTiny, engine })).toThrow(/missing\.onnx/)
    const files = [{ name: '../../etc/passwd' }, ...moonshineTiny.files]
    expect(() => catalogueEntrySchema.parse({ ...moonshineTiny, files })).toThrow(/plain file name/)
  })
})

describe('the choice', () => {
  it('takes the best model for the language, offline before streaming', () => {
    expect(choose('en', ['moonshine-tiny-en', 'streaming-zipformer-en']).model.entry.id).toBe('moonshine-tiny-en')
    expect(choose('en-GB', ['moonshine-tiny-en', 'moonshine-base-en']).model.entry.id).toBe('moonshine-base-en')
    expect(choose('vi', ['moonshine-tiny-en', 'streaming-zipformer-multi']).model.entry.id).toBe('streaming-zipformer-multi')
    expect(choose('vi', ['whisper-small', 'zipformer-vi']).model.entry.id).toBe('zipformer-vi')
  })

  it('says which command adds a language that nothing installed speaks', () => {
    const params = { language: 'vi', command: 'npm run models -- pull zipformer-vi' }
    expect(() => choose('vi', ['moonshine-tiny-en'])).toThrow(
      expect.objectContaining({ code: 'language_not_installed', params, message: expect.stringContaining(params.command) }),
    )
    expect(() => choose('sw', ['moonshine-tiny-en'])).toThrow(
      expect.objectContaining({ params: expect.objectContaining({ command: 'npm run models -- pull whisper-large-v3-turbo' }) }),
    )
  })

  it('takes the model that is wished for, and says why it cannot', () => {
    expect(choose('auto', ['moonshine-tiny-en', 'whisper-tiny'], 'whisper-tiny').model.entry.id).toBe('whisper-tiny')
    expect(() => choose('en', ['moonshine-tiny-en'], 'whisper-tiny')).toThrow(
      expect.objectContaining({ code: 'model_not_installed' }),
    )
    expect(() => choose('en', ['moonshine-tiny-en'], 'nope')).toThrow(expect.objectContaining({ code: 'model_unknown' }))
    expect(() => choose('vi', ['moonshine-tiny-en'], 'moonshine-tiny-en')).toThrow(
      expect.objectContaining({ code: 'language_not_in_model', message: expect.stringContaining('recognises en, not vi') }),
    )
  })

  it('listens first where a Whisper model is there to tell the language', () => {
    expect(choose('auto', ['moonshine-tiny-en'])).toMatchObject({ language: 'en', detectWith: null })
    const choice = choose('auto', ['moonshine-tiny-en', 'whisper-small', 'whisper-tiny'])
    expect(choice.detectWith?.entry.id).toBe('whisper-tiny')
  })
})
