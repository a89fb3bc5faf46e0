import { expect, it } from 'vitest'
import { parseUploadAnswer } from './upload-answer'

it('reads an acceptance and a refusal', () => {
  const yes = { ok: true, recordingId: 'r1', title: 'A', duplicateOf: { id: 'r0', title: 'A' } }
  expect(parseUploadAnswer(JSON.stringify(yes))).toEqual(yes)
  const no = { ok: false, error: { code: 'upload_too_large', params: { bytesMax: 5 } } }
  expect(parseUploadAnswer(JSON.stringify(no))).toEqual(no)
})

it.each(['', '<html>502 Bad Gateway</html>', '{}', '{"ok":true}', '{"ok":false,"error":"no"}', 'null'])(
  'makes nothing of %s', (text) => expect(parseUploadAnswer(text)).toBeNull())
