import llamaTokenizer from 'llama-tokenizer-js'

/** Ids that the decoder's output layer has; the tokenizer names fewer. */
const TOKEN_COUNT = 32_768
/** Unknown, begin and end have no bytes. */
const FIRST_TOKEN_WITH_BYTES = 3

/**
 * The token table of Moonshine in the engine's format: a line `<base64 of the token's bytes> <id>` for each id. The npm
 * package of the model leaves it out; its vocabulary is Llama's.
 */
export function makeMoonshineTokens(): string {
  // Its types tell of what encodes and decodes alone.
  const vocabulary = (llamaTokenizer as unknown as { vocabById: string[] }).vocabById
  const lines = Array.from({ length: TOKEN_COUNT }, (_, id) => {
    const token = id < FIRST_TOKEN_WITH_BYTES ? '' : (vocabulary[id] ?? '')
    return `${tokenBytes(token).toString('base64')} ${id}\n`
  })
  return lines.join('')
}

function tokenBytes(token: string): Buffer {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)
  return byte ? Buffer.from([Number.parseInt(byte[1]!, 16)]) : Buffer.from(token, 'utf8')
}
