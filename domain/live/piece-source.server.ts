import { PCM_SAMPLE_RATE, type MediaSource } from '../audio/media'
import { AppError, isAppError } from '../errors/app-error'
import type { ObjectStore } from '../storage/object-store'
import type { LivePiece } from './live-pieces.server'

const SAMPLE_BYTES = 2
const HEADER_BYTES = 44
/** Pieces are small and asked for in order; so many are fetched ahead, at once. */
const PIECES_AHEAD = 8

export interface PieceSource extends MediaSource {
  /** Samples read so far that were silence in the place of pieces that are damaged or gone. */
  readonly lostSamples: number
}

/**
 * The pieces of a live session as one WAV file, made while it is read: a header, then piece after piece. Reading
 * throws `object_corrupt` where a piece is not as long as its row says, or a gap is between two of them, and what the
 * store throws; with `fills`, there is silence, exactly as long, in the place of a piece that is damaged or gone.
 */
export function sourceFromPieces(
  store: ObjectStore,
  pieces: readonly LivePiece[],
  { fills = false }: { fills?: boolean } = {},
): PieceSource {
  const starts: number[] = []
  let bytes = HEADER_BYTES
  for (const { startSample, samples } of pieces) {
    if (startSample * SAMPLE_BYTES !== bytes - HEADER_BYTES) throw damaged()
    starts.push(bytes)
    bytes += samples * SAMPLE_BYTES
  }
  const header = wavHeader(bytes - HEADER_BYTES)
  const fetched = new Map<number, Promise<Uint8Array>>()
  const lost = new Set<LivePiece>()

  async function readOrFill(piece: LivePiece): Promise<Uint8Array> {
    try {
      return await readPiece(store, piece)
    } catch (error) {
      if (!fills || !isLoss(error)) throw error
      lost.add(piece)
      return new Uint8Array(piece.samples * SAMPLE_BYTES)
    }
  }

  function fetchPiece(index: number): Promise<Uint8Array> {
    const found = fetched.get(index) ?? readOrFill(pieces[index]!)
    fetched.set(index, found)
    // What failed is asked for again; until somebody waits for it, its failure is nobody's.
    found.catch(() => fetched.delete(index))
    return found
  }

  /** The bytes from a place on, as far as its piece goes. */
  async function readFrom(at: number): Promise<Uint8Array> {
    if (at < HEADER_BYTES) return header.subarray(at)
    const index = lastAtMost(starts, at)
    for (const known of fetched.keys()) if (known < index - 1 || known > index + PIECES_AHEAD) fetched.delete(known)
    const last = Math.min(index + PIECES_AHEAD, pieces.length - 1)
    for (let ahead = index + 1; ahead <= last; ahead++) void fetchPiece(ahead)
    return (await fetchPiece(index)).subarray(at - starts[index]!)
  }

  return {
    bytes,
    get lostSamples() {
      return [...lost].reduce((sum, { samples }) => sum + samples, 0)
    },
    async read(start, end) {
      const parts: Uint8Array[] = []
      const until = Math.min(end, bytes)
      for (let at = start; at < until;) {
        const part = (await readFrom(at)).subarray(0, until - at)
        parts.push(part)
        at += part.length
      }
      return Buffer.concat(parts)
    },
  }
}

async function readPiece(store: ObjectStore, { key, samples }: LivePiece): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of await store.read(key)) parts.push(part)
  const bytes = Buffer.concat(parts)
  if (bytes.length !== samples * SAMPLE_BYTES) throw damaged()
  return bytes
}

/** Index of the last of the rising numbers that is not above the value. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0
  let high = numbers.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (numbers[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

function wavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(PCM_SAMPLE_RATE, 24)
  header.writeUInt32LE(PCM_SAMPLE_RATE * SAMPLE_BYTES, 28)
  header.writeUInt16LE(SAMPLE_BYTES, 32)
  header.writeUInt16LE(8 * SAMPLE_BYTES, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes, 40)
  return header
}

/** Whether the piece itself is the trouble, not the way to it. */
function isLoss(error: unknown): boolean {
  return isAppError(error) && (error.code === 'object_corrupt' || error.code === 'object_not_found')
}

const damaged = () => new AppError('object_corrupt', 'A stored piece of the live audio is damaged.')
