/** Taps on either side of an output sample, at the lower of the two rates. */
const HALF_TAPS = 16
/** Positions between two input samples for which the filter is worked out; between these it is a straight line. */
const PHASES = 256
/** Where the filter begins to cut, as a share of the lower rate's half. */
const CUTOFF = 0.92

/**
 * Brings samples of one rate to another, a stream in pieces of any length: a low-pass filter (a sinc under a Blackman window) read
 * where each output sample stands. Pieces do not show: what comes out depends on the samples alone.
 */
export class Resampler {
  readonly #from: number
  readonly #to: number
  readonly #reach: number
  readonly #filter: Float32Array
  /** Input samples that are still needed; the first stands at `#start` of the stream. */
  #held: Float32Array
  #start: number
  #out = 0

  /** Rates are whole numbers of hertz. */
  constructor(fromRate: number, toRate: number) {
    this.#from = fromRate
    this.#to = toRate
    const stretch = Math.max(1, fromRate / toRate)
    this.#reach = Math.ceil(HALF_TAPS * stretch)
    this.#filter = makeFilter(this.#reach, stretch)
    // Before the stream there is silence.
    this.#held = new Float32Array(this.#reach)
    this.#start = -this.#reach
  }

  /** What can be said by now; the last few milliseconds wait for what follows. */
  push(samples: Int16Array): Int16Array {
    const held = new Float32Array(this.#held.length + samples.length)
    held.set(this.#held)
    held.set(samples, this.#held.length)
    this.#held = held
    return this.#drain(this.#start + held.length - this.#reach)
  }

  /** The end: what waited comes as if silence followed. */
  flush(): Int16Array {
    const end = this.#start + this.#held.length
    this.push(new Int16Array(0))
    const rest = this.push(new Int16Array(this.#reach))
    // What stands in the silence itself is not part of the stream.
    const whole = Math.ceil((end * this.#to) / this.#from)
    return rest.subarray(0, Math.max(0, rest.length - Math.max(0, this.#out - whole)))
  }

  /** Output samples that stand before the input position. */
  #drain(until: number): Int16Array {
    const last = Math.max(this.#out, Math.ceil((until * this.#to) / this.#from))
    const out = new Int16Array(last - this.#out)
    for (let at = 0; at < out.length; at++) {
      const position = (this.#out + at) * this.#from
      const whole = Math.floor(position / this.#to)
      out[at] = this.#read(whole, (position % this.#to) / this.#to)
    }
    this.#out = last
    const needed = Math.floor((last * this.#from) / this.#to) - this.#reach + 1
    const drop = Math.min(this.#held.length, Math.max(0, needed - this.#start))
    this.#held = this.#held.slice(drop)
    this.#start += drop
    return out
  }

  /** The filtered stream between the sample `whole` and the next, `share` of the way. */
  #read(whole: number, share: number): number {
    const taps = 2 * this.#reach
    const phase = Math.floor(share * PHASES)
    const between = share * PHASES - phase
    const row = phase * taps
    let sum = 0
    for (let tap = 0, at = whole - this.#reach + 1 - this.#start; tap < taps; tap++, at++) {
      const weight = this.#filter[row + tap]! + (this.#filter[row + taps + tap]! - this.#filter[row + tap]!) * between
      sum += weight * this.#held[at]!
    }
    return Math.max(-32_768, Math.min(32_767, Math.round(sum)))
  }
}

/** For each phase, and one more, the weights of the samples from `reach - 1` before to `reach` after. */
function makeFilter(reach: number, stretch: number): Float32Array {
  const taps = 2 * reach
  const filter = new Float32Array((PHASES + 1) * taps)
  const cutoff = CUTOFF / stretch
  for (let phase = 0; phase <= PHASES; phase++) {
    let sum = 0
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - reach + 1 - phase / PHASES
      const weight = sinc(distance * cutoff) * blackman(distance / reach)
      filter[phase * taps + tap] = weight
      sum += weight
    }
    // Every phase passes silence and loudness alike.
    for (let tap = 0; tap < taps; tap++) filter[phase * taps + tap]! /= sum
  }
  return filter
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))
const blackman = (x: number) => (Math.abs(x) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x))
