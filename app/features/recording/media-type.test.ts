import { expect, it } from 'vitest'
import { servedMediaType } from './media-type'

it.each([['audio/mpeg', 'audio/mpeg'], ['audio/webm; codecs=opus', 'audio/webm'], ['VIDEO/MP4', 'video/mp4']])(
  'serves %s as %s', (stored, type) => expect(servedMediaType(stored)).toBe(type))

it.each(['text/html', 'image/svg+xml', 'application/javascript', '', null, 'audio/mpeg/../html'])(
  'serves %s as mere bytes', (stored) => expect(servedMediaType(stored)).toBe('application/octet-stream'))
