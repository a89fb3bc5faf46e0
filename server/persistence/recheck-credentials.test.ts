import { expect, it } from 'vitest'
import type { SessionHolder, Speaker } from '../session/live-session-deps'
import { recheckCredentials } from './recheck-credentials'

const key = (id: string) => ({ kind: 'key', id }) as const
function holderOf(speaker: Partial<Speaker>) {
  const faults: string[] = []
  const holder: SessionHolder = {
    speaker: { purpose: 'live', userId: 'ann', ...speaker }, fault: (reason) => void faults.push(reason), lost: () => undefined,
    wantByViewer: () => false,
  }
  return { holder, faults }
}

it('asks once for each credential, and ends the sessions of those that have ended (SPEC 1.2)', async () => {
  const held = [{ credential: key('old') }, { credential: key('good') }, { credential: key('old') }, { login: 'a page', credential: undefined }]
    .map(holderOf)
  const asked: (string | undefined)[] = []
  await recheckCredentials(held.map(({ holder }) => holder), async ({ credential }) => {
    asked.push(credential?.id)
    return credential?.id !== 'old'
  })
  expect(asked).toEqual(['old', 'good'])
  expect(held.map(({ faults }) => faults)).toEqual([['ticket_refused'], [], ['ticket_refused'], []])
})

it('ends nothing because the database is away (SPEC 1.2)', async () => {
  const { holder, faults } = holderOf({ credential: key('good') })
  await expect(recheckCredentials([holder], () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(faults).toEqual([])
})
