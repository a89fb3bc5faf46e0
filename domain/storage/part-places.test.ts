import { expect, it } from 'vitest'
import { limits } from '../limits/limits'
import { makePartPlaces } from './part-places.server'
import { makeS3Store } from './s3-store.server'

it('are so many, one for each part, and free again however the work ends', async () => {
  const inPlace = makePartPlaces(2)
  const ends: (() => void)[] = []
  const begin = (part: string) => inPlace(part, () => new Promise<void>((resolve) => ends.push(resolve)))
  const full = { code: 'unavailable', status: 503, retryable: true }
  const first = begin('a/1')
  await expect(begin('a/1')).rejects.toMatchObject(full)
  const second = begin('a/2')
  await expect(begin('b/1')).rejects.toMatchObject(full)
  ends[0]!()
  await first
  await expect(inPlace('b/1', () => Promise.reject(new Error('broke')))).rejects.toThrow('broke')
  expect(await inPlace('b/1', async () => 'done')).toBe('done')
  ends[1]!()
  await second
})

it('bound what a store holds that takes each part whole', async () => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const { arrivals } = makeS3Store({ endpoint: 'http://127.0.0.1:9', bucket: 'b', region: 'us-east-1', credentials })
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => { end = resolve })
  async function* short() {
    yield Buffer.from('x')
    await ended
  }
  const put = (number: number, body: AsyncIterable<Uint8Array> = short()) =>
    arrivals.put({ key: 'k', id: 'u' }, { number, bytes: limits.uploadPartBytes }, body)
  const held = Array.from({ length: limits.uploadPartsHeldMax }, (_, at) => put(at + 1))
  const ends = Promise.allSettled(held)
  async function* unread(): AsyncGenerator<Uint8Array> {
    throw new Error('A part was read for which there is no place.')
  }
  await expect(put(limits.uploadPartsHeldMax + 1, unread())).rejects.toMatchObject({ code: 'unavailable' })
  end()
  expect(new Set((await ends).map((one) => one.status === 'rejected' && one.reason.code))).toEqual(new Set(['upload_incomplete']))
  await expect(put(1)).rejects.toMatchObject({ code: 'upload_incomplete' })
})
