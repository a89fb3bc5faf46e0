import { expect, it } from 'vitest'
import { modelSize } from './model-size'

const file = (name: string, bytes: number | null) => ({ name, bytes, sha256: null, source: { from: 'folder' as const } })

it('adds up what is known, and says where a network is missing', () => {
  expect(modelSize({ files: [file('a.onnx', 5), file('tokens.txt', null)] })).toEqual({ bytes: 5, isExact: true })
  expect(modelSize({ files: [file('a.onnx', 5), file('b.onnx', null)] })).toEqual({ bytes: 5, isExact: false })
  expect(modelSize({ files: [file('a.onnx', null)] })).toBeNull()
})
