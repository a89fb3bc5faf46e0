/**
 * Hands what is heard to the page: one channel, the mean of all, in blocks. It is a plain file, since browsers load it
 * beside the bundle, and it does as little as it can, since nothing may hold up the thread of the sound card.
 */
const BLOCK_SAMPLES = 2048

class LiveCapture extends AudioWorkletProcessor {
  block = new Float32Array(BLOCK_SAMPLES)
  filled = 0

  constructor() {
    super()
    // Whoever pauses wants what was said until then, now.
    this.port.onmessage = () => {
      this.send()
      this.port.postMessage('flushed')
    }
  }

  process([channels]) {
    const length = channels[0]?.length ?? 0
    for (let i = 0; i < length; i++) {
      let sum = 0
      for (const channel of channels) sum += channel[i]
      this.block[this.filled++] = sum / channels.length
      if (this.filled === BLOCK_SAMPLES) this.send()
    }
    return true
  }

  send() {
    if (this.filled === 0) return
    const block = this.block.slice(0, this.filled)
    this.filled = 0
    this.port.postMessage(block, [block.buffer])
  }
}

registerProcessor('live-capture', LiveCapture)
