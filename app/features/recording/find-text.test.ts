import { describe, expect, it } from 'vitest'
import { findText, foldNeedle } from './find-text'

const found = (text: string, query: string) => {
  const needle = foldNeedle(query)
  return needle === null ? null : findText(text, needle).map(({ start, end }) => text.slice(start, end))
}

describe('findText', () => {
  it('folds case and accents on both sides', () => {
    expect(found('Họp nhóm, buổi HỌP sau', 'hop')).toEqual(['Họp', 'HỌP'])
    expect(found('Đường đi', 'duong')).toEqual(['Đường'])
    expect(found('uong', 'ƯỜNG')).toEqual(['uong'])
  })

  it('takes combining marks along with their letter', () => {
    const text = 'cafe\u0301 noir'
    expect(found(text, 'cafe')).toEqual(['cafe\u0301'])
    expect(found(text, 'noir')).toEqual(['noir'])
    expect(found(text, 'e\u0301 n')).toEqual(['e\u0301 n'])
  })

  it('works in scripts without case, and past characters of two units', () => {
    expect(found('會議記錄 😀 會議', '會議')).toEqual(['會議', '會議'])
  })

  it('finds several places without overlap', () => {
    expect(found('aaaa', 'aa')).toEqual(['aa', 'aa'])
  })

  it('looks for nothing when asked for nothing', () => {
    expect(found('text', '   ')).toBeNull()
    expect(found('text', 'absent')).toEqual([])
  })
})
