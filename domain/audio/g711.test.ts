import { expect, it } from 'vitest'
import { alawTable, decodeG711, ulawTable } from './g711'

it('decodes both laws as ITU-T G.711 has them', () => {
  expect([...decodeG711(Uint8Array.of(0x00, 0x7f, 0x80, 0xff, 0x0f, 0x8f), ulawTable)]).toEqual([
    -32_124, 0, 32_124, 0, -16_764, 16_764,
  ])
  expect([...decodeG711(Uint8Array.of(0x55, 0xd5, 0x2a, 0xaa, 0x00, 0x80), alawTable)]).toEqual([
    -8, 8, -32_256, 32_256, -5504, 5504,
  ])
})

it('is symmetric and rises with the code', () => {
  for (let byte = 0; byte < 128; byte++) {
    expect(ulawTable[byte]! + ulawTable[byte + 128]!).toBe(0)
    expect(alawTable[byte]! + alawTable[byte + 128]!).toBe(0)
  }
})
