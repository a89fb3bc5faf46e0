import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { PageStream } from './page-stream.server'

it('sends what was written until a flush as one piece, and the rest at the end', async () => {
  const stream = new PageStream()
  const pieces: string[] = []
  stream.on('data', (piece: Buffer) => pieces.push(piece.toString()))
  stream.write('<p>')
  stream.write('xin chào')
  stream.flush()
  stream.flush()
  stream.write('</p>')
  stream.end('\n')
  await new Promise((resolve) => stream.on('end', resolve))
  expect(pieces).toEqual(['<p>xin chào', '</p>\n'])
})

it('passes on a page of any length', async () => {
  const stream = new PageStream()
  const page = 'trang '.repeat(100_000)
  for (let at = 0; at < page.length; at += 2048) stream.write(page.slice(at, at + 2048))
  stream.end()
  expect(await text(stream)).toBe(page)
})
