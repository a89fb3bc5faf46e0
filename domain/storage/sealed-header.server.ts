import { randomBytes } from 'node:crypto'
import { getMasterKey, masterKeyId, masterKeyIdBytes, type MasterKeys } from './key-wrap.server'
import { unwrapDataKey, wrapDataKey, wrappedKeyBytes } from './key-wrap.server'

/** The last byte is the version of the format. */
const magic = Buffer.from('STENOBX\x01', 'latin1')
const lengthAt = magic.length + masterKeyIdBytes
const wrappedAt = lengthAt + 8
export const headerBytes = wrappedAt + wrappedKeyBytes

export interface SealedHeader {
  dataKey: Buffer
  plainBytes: number
}

export function makeDataKey(): Buffer {
  return randomBytes(32)
}

/**
 * Magic, id of the master key, length of the content, wrapped data key. The wrapping authenticates all of the header
 * and the object's key, so neither can a length be forged nor a file be put in the place of another one.
 */
export function makeHeader(masterKeys: MasterKeys, objectKey: string, { dataKey, plainBytes }: SealedHeader): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(plainBytes))
  const facts = Buffer.concat([magic, masterKeyId(masterKeys.current), length])
  return Buffer.concat([facts, wrapDataKey(masterKeys.current, dataKey, wrapContext(facts, objectKey))])
}

/** Throws when the bytes are no header, are not this object's, were changed, or need a master key that is not there. */
export function parseHeader(masterKeys: MasterKeys, objectKey: string, bytes: Buffer): SealedHeader {
  if (bytes.length !== headerBytes || !bytes.subarray(0, magic.length).equals(magic)) {
    throw new Error('The file does not begin as a sealed object of this version')
  }
  const masterKey = getMasterKey(masterKeys, bytes.subarray(magic.length, lengthAt))
  if (!masterKey) throw new Error('The object was sealed with a master key that is not on the key ring')
  const context = wrapContext(bytes.subarray(0, wrappedAt), objectKey)
  const dataKey = unwrapDataKey(masterKey, bytes.subarray(wrappedAt), context)
  return { dataKey, plainBytes: Number(bytes.readBigUInt64BE(lengthAt)) }
}

function wrapContext(facts: Buffer, objectKey: string): Buffer {
  return Buffer.concat([facts, Buffer.from(objectKey)])
}
