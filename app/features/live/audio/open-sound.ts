/** What is heard: a microphone, the sound of a tab or of the machine, or both together. */
export type SoundKind = 'microphone' | 'tab' | 'both'

export interface SoundWish {
  kind: SoundKind
  /** Id of the microphone; null takes the one that the browser prefers. */
  deviceId: string | null
}

/** Why there is no sound; each has a sentence that says what to do. */
export type SoundTrouble =
  | 'insecure' | 'unsupported' | 'refused' | 'noMicrophone' | 'inUse' | 'notShared' | 'unplugged' | 'stopped' | 'failed'

/** Thrown where no sound can be had. */
export class SoundError extends Error {
  readonly trouble: SoundTrouble

  constructor(trouble: SoundTrouble, cause?: unknown) {
    super(`No sound: ${trouble}.`, { cause })
    this.trouble = trouble
  }
}

/** Why nothing can be recorded in this browser at all; null where it can. */
export function findObstacle(): SoundTrouble | null {
  if (!window.isSecureContext) return 'insecure'
  return navigator.mediaDevices && typeof AudioWorkletNode !== 'undefined' ? null : 'unsupported'
}

/** Whether a tab's sound can be had; phones cannot give it. */
export function canShareTab(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function'
}

/** Asks for the streams of a wish; the user is asked by the browser. Throws SoundError. */
export async function openSound({ kind, deviceId }: SoundWish): Promise<MediaStream[]> {
  const streams: MediaStream[] = []
  try {
    // The dialog for tabs needs the user's press, which another dialog would use up.
    if (kind !== 'microphone') streams.push(await openTab())
    if (kind !== 'tab') streams.push(await openMicrophone(deviceId))
    return streams
  } catch (error) {
    streams.forEach(stopStream)
    throw error
  }
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** The microphones; their names are empty until the user has allowed one. */
export async function listMicrophones(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  return devices.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
}

async function openMicrophone(deviceId: string | null): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        // What others say through the loudspeakers is wanted, too.
        echoCancellation: false,
        noiseSuppression: true,
        autoGainControl: true,
        ...(deviceId && { deviceId: { exact: deviceId } }),
      },
    })
  } catch (error) {
    // A microphone that was chosen earlier may be gone; any other is better than none.
    if (deviceId && nameOf(error) === 'OverconstrainedError') return openMicrophone(null)
    throw new SoundError(troubles[nameOf(error)] ?? 'failed', error)
  }
}

async function openTab(): Promise<MediaStream> {
  const stream = await navigator.mediaDevices
    // Browsers share no sound without a picture; it is not looked at.
    .getDisplayMedia({
      video: true, audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    })
    .catch((error: unknown) => {
      throw new SoundError('notShared', error)
    })
  if (stream.getAudioTracks().length > 0) return stream
  stopStream(stream)
  throw new SoundError('notShared')
}

const troubles: Record<string, SoundTrouble> = {
  NotAllowedError: 'refused', SecurityError: 'refused',
  NotFoundError: 'noMicrophone', OverconstrainedError: 'noMicrophone',
  NotReadableError: 'inUse', AbortError: 'inUse',
}

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : ''
}
