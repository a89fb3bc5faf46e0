import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import { builtinModel } from '#tests/speech/live-models'
import { makeLiveRecognizer } from './live-pool'
import type { LiveEvent } from './live-recognizer'
import { PoolThread } from './pool-thread'

const pool = () => makeLiveRecognizer({ provider: 'cpu', vadModelPath: requireSileroVad(), threads: 1 })

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10)
}

describe('a stream', () => {
  it('is told where its model cannot be loaded, and harms no other', async () => {
    const recognizer = pool()
    const model = await builtinModel()
    const { tokens: _, ...entryEngine } = model.entry.engine as { tokens: string }
    const broken = { ...model, entry: { ...model.entry, id: 'broken', engine: { ...entryEngine, tokens: 'no' } } }
    const events: LiveEvent[] = []
    const heard: LiveEvent[] = []
    const options = { language: 'en', startSample: 0, firstSegmentId: 0 }
    const other = recognizer.open({ ...options, model, onEvent: (event) => heard.push(event) })
    const stream = recognizer.open(
      { ...options, model: broken as typeof model, onEvent: (event) => events.push(event) },
      { admit: true },
    )
    await expect(stream.finalize()).rejects.toMatchObject({ code: 'recognizer_failed' })
    expect(events).toMatchObject([{ type: 'broken' }])
    other.push(new Int16Array(16_000))
    await other.finalize()
    expect(heard.at(-1)).toMatchObject({ type: 'heard', sample: 16_000 })
    await recognizer.close()
  })

  it('says nothing after it was closed', async () => {
    const recognizer = pool()
    const events: LiveEvent[] = []
    const options = { model: await builtinModel(), language: 'en', startSample: 0, firstSegmentId: 0 }
    const stream = recognizer.open({ ...options, onEvent: (event) => events.push(event) })
    stream.push(new Int16Array(32_000))
    stream.close()
    const next = recognizer.open({ ...options, onEvent: () => undefined })
    await next.finalize()
    expect(events).toEqual([])
    expect(recognizer.load.streams).toBe(1)
    await recognizer.close()
  })

  it('is refused where there is no room, unless it must be let in (6.2)', async () => {
    const recognizer = pool()
    const options = { model: await builtinModel(), language: 'en', startSample: 0, firstSegmentId: 0 }
    const open = () => recognizer.open({ ...options, onEvent: () => undefined })
    const openMany = () => Array.from({ length: 1000 }, open)
    expect(openMany).toThrowError(expect.objectContaining({ code: 'live_busy', retryable: true }))
    const before = recognizer.load.streams
    expect(before).toBeGreaterThan(1)
    recognizer.open({ ...options, onEvent: () => undefined }, { admit: true })
    expect(recognizer.load.streams).toBe(before + 1)
    await recognizer.close()
  })

  it('breaks when its thread ends', async () => {
    let isOver = false
    const thread = new PoolThread({
      provider: 'cpu',
      vadModelPath: requireSileroVad(),
      onSpeed: () => undefined,
      onEnd: () => {
        isOver = true
      },
    })
    const events: LiveEvent[] = []
    const options = { model: await builtinModel(), language: 'en', startSample: 0, firstSegmentId: 0 }
    const stream = thread.open({ ...options, onEvent: (event) => events.push(event) })
    const finished = stream.finalize()
    const settled = expect(finished).rejects.toMatchObject({ code: 'recognizer_failed' })
    await thread.close()
    await until(() => isOver)
    await settled
    expect(events).toMatchObject([{ type: 'broken' }])
  })
})
