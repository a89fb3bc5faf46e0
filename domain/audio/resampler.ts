import { PCM_SAMPLE_RATE } from './media'

/** Half the filter's length, in zero crossings of the lower of both rates: more make its edge steeper. */
const ZERO_CROSSINGS = 32
/** Kaiser's shape parameter; 8 keeps what is shut out about 80 dB down. */
const KAISER_BETA = 8
/** Where the filter begins to close, so that it is shut at half the lower rate: nothing is folded back. */
const ROLL_OFF = 0.92

/**
 * Changes the sample rate of a stream, a polyphase filter of windowed sincs. Output sample n stands for the moment
 * n / outRate of the input, exactly: nothing is shifted, however long the stream is.
 */
export class Resampler {
  readonly #up: number
  readonly #down: number
  readonly #half: number
  readonly #cutoff: number
  /** Filters by their fractional position, made when first asked for. */
  readonly #phases: Float32Array[] = []
  #input: Float32Array
  /** Which sample of the whole stream `#input` begins with; below 0 is the silence before it. */
  #inputFrom: number
  /** Number of the next output sample. */
  #next = 0
  #taken = 0

  constructor(inRate: number, outRate: number = PCM_SAMPLE_RATE) {
    const common = greatestCommonDivisor(inRate, outRate)
    this.#up = outRate / common
    this.#down = inRate / common
    const ratio = Math.min(1, outRate / inRate)
    this.#half = Math.ceil(ZERO_CROSSINGS / ratio)
    this.#cutoff = (ratio / 2) * ROLL_OFF
    this.#input = new Float32Array(this.#half)
    this.#inputFrom = -this.#half
  }

  /** The output that the input so far decides. */
  process(samples: Float32Array): Float32Array {
    this.#taken += samples.length
    return this.#advance(samples, Number.POSITIVE_INFINITY)
  }

  /** The rest of the output, as if silence followed. */
  flush(): Float32Array {
    return this.#advance(new Float32Array(this.#half + 1), Math.ceil((this.#taken * this.#up) / this.#down))
  }

  #advance(samples: Float32Array, endMax: number): Float32Array {
    const input = new Float32Array(this.#input.length + samples.length)
    input.set(this.#input)
    input.set(samples, this.#input.length)
    const inputEnd = this.#inputFrom + input.length
    // The last output whose filter does not reach past the input.
    const end = Math.min(endMax, Math.floor(((inputEnd - this.#half) * this.#up - 1) / this.#down) + 1)
    const output = new Float32Array(Math.max(0, end - this.#next))
    for (let i = 0; i < output.length; i++) {
      const position = (this.#next + i) * this.#down
      const first = Math.floor(position / this.#up) - this.#half + 1 - this.#inputFrom
      const filter = this.#phase(position % this.#up)
      let sum = 0
      for (let k = 0; k < filter.length; k++) sum += filter[k]! * input[first + k]!
      output[i] = sum
    }
    this.#next += output.length
    const keepFrom = Math.max(0, Math.floor((this.#next * this.#down) / this.#up) - this.#half + 1 - this.#inputFrom)
    this.#input = input.slice(keepFrom)
    this.#inputFrom += keepFrom
    return output
  }

  #phase(phase: number): Float32Array {
    return (this.#phases[phase] ??= makePhase(phase / this.#up, this.#half, this.#cutoff))
  }
}

/** The filter for a position so far after an input sample; its gain at 0 Hz is exactly 1. */
function makePhase(fraction: number, half: number, cutoff: number): Float32Array {
  const taps = Float64Array.from({ length: 2 * half }, (_, k) => {
    const distance = k - half + 1 - fraction
    return sinc(2 * cutoff * distance) * kaiser(distance / half)
  })
  const gain = taps.reduce((sum, tap) => sum + tap, 0)
  return Float32Array.from(taps, (tap) => tap / gain)
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA)
}

/** The modified Bessel function of the first kind, of order 0, by its power series. */
function bessel(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
