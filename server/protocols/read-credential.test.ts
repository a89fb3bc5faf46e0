import { expect, it } from 'vitest'
import { modelIdOf, languageOf } from './wishes'
import { readCredential } from './read-credential'

const read = (authorization: string, protocols = '', query = '') =>
  readCredential({ authorization, protocols, query: new URLSearchParams(query) })
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

it('finds the credential wherever clients of other protocols put it (SPEC 9.2)', () => {
  for (const header of ['Bearer k', 'Token k', 'token k', basic('any:k'), basic('k:')]) expect(read(header).credential, header).toBe('k')
  expect(read('', 'token, k')).toEqual({ credential: 'k', protocol: 'token', isInAddress: false })
  expect(read('', 'realtime, openai-insecure-api-key.k, openai-beta.realtime-v1')).toMatchObject({ credential: 'k', protocol: 'realtime' })
  expect(read('', '', 'token=k')).toEqual({ credential: 'k', protocol: '', isInAddress: true })
  expect(read('Bearer k', '', 'token=other')).toMatchObject({ credential: 'k', isInAddress: false })
  for (const nothing of [read(''), read('Digest k'), read('', 'token'), read(basic(':'))]) expect(nothing.credential ?? null).toBeNull()
})

it('takes foreign names for what they mean here, or for nothing (SPEC 9.1)', () => {
  expect(modelIdOf('nova-3')).toBeNull()
  expect(modelIdOf('moonshine-tiny-en')).toBe('moonshine-tiny-en')
  expect([languageOf('en-US'), languageOf('multi'), languageOf(null), languageOf('!')]).toEqual(['en-US', 'auto', 'auto', null])
})
