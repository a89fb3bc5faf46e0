import { makeSileroDetector } from './sherpa-vad'

// A process of its own that tries the graphics card: where a library is missing, the engine ends the process.
const detector = makeSileroDetector(process.argv[2]!, 'cuda')
detector.accept(new Float32Array(detector.frameSamples))
process.stdout.write('works')
