/** Bytes that a name may have with its extension; most file systems allow 255. */
const NAME_BYTES_MAX = 200
/** What some system forbids in a name, and what could end a header or hide the extension; joiners are spelling. */
const FORBIDDEN = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}<>:"/\\|?*]/gu
/** Names that Windows keeps for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** A safe file name out of a title in any script: `Cuộc họp.srt`. */
export function downloadFileName(title: string, extension: string): string {
  const cleaned = title.normalize('NFC').replace(FORBIDDEN, ' ').replace(/\s+/g, ' ')
  const trimmed = cutToBytes(cleaned, NAME_BYTES_MAX - extension.length - 1).replace(/^[\s.]+|[\s.]+$/g, '')
  const name = trimmed === '' ? 'transcript' : trimmed
  return `${RESERVED.test(name) ? '_' : ''}${name}.${extension}`
}

/** `Content-Disposition` of a download, after RFC 6266: the name in UTF-8, and an ASCII one for those who can't. */
export function attachmentDisposition(fileName: string): string {
  const ascii = fileName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, (letter) => (letter === 'đ' ? 'd' : 'D'))
    .replace(/[^\x20-\x7E]/g, '_')
    .replace(/["\\%]/g, '_')
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeExtended(fileName)}`
}

/** Percent-encoding of RFC 8187: what `encodeURIComponent` leaves but the grammar does not allow is encoded too. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '_')).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** The longest beginning of whole characters, as readers see them, that fits. */
function cutToBytes(text: string, bytesMax: number): string {
  let bytes = 0
  let result = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += new TextEncoder().encode(segment).length
    if (bytes > bytesMax) break
    result += segment
  }
  return result
}
