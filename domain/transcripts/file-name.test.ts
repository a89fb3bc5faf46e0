import { describe, expect, it } from 'vitest'
import { attachmentDisposition, downloadFileName } from './file-name'

describe('a file name', () => {
  it.each([
    ['Cuộc họp tuần này', 'Cuộc họp tuần này.srt'],
    ['會議記錄 2024/05', '會議記錄 2024 05.srt'],
    ['مقابلة', 'مقابلة.srt'],
    ['../../etc/passwd', 'etc passwd.srt'],
    ['a\r\nSet-Cookie: x', 'a Set-Cookie x.srt'],
    ['\u202Egpj.exe', 'gpj.exe.srt'],
    ['   ', 'transcript.srt'],
    ['...', 'transcript.srt'],
    ['CON', '_CON.srt'],
    ['com1.backup', '_com1.backup.srt'],
    ['half \uD83C emoji', 'half emoji.srt'],
  ])('of %j is %j', (title, name) => expect(downloadFileName(title, 'srt')).toBe(name))

  it('is cut between characters, where file systems end', () => {
    const name = downloadFileName('👩‍👩‍👧 '.repeat(50), 'json')
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
    expect(name).toMatch(/👩‍👩‍👧\.json$/u)
  })
})

describe('Content-Disposition', () => {
  it('has the name in UTF-8, and something for those who cannot read that', () => {
    expect(attachmentDisposition("Họp (đầu) 50%'*.txt")).toBe(
      `attachment; filename="Hop (dau) 50_'*.txt"; filename*=UTF-8''H%E1%BB%8Dp%20%28%C4%91%E1%BA%A7u%29%2050%25%27%2A.txt`,
    )
  })

  it('keeps to what a header may hold, whatever the name', () => {
    for (const name of ['a"b\\c.txt', '會議.vtt', '\uD83C.txt', 'x\r\ny.txt', downloadFileName('é'.repeat(300), 'txt')]) {
      expect(attachmentDisposition(name)).toMatch(/^attachment; filename="[^"\\%\r\n]*"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/)
    }
  })
})
