import sharp from 'sharp'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { formatBytes } from '../units/format-bytes'

const PIXEL_SECONDS_MAX = 10
const accepted = 'Choose a JPEG, PNG, WebP, GIF or AVIF picture.'

const startsWith =
  (text: string, at = 0) =>
  (image: Uint8Array) =>
    Buffer.from(image.subarray(at, at + text.length)).toString('latin1') === text

/**
 * First bytes of the kinds accepted. Anything else, such as SVG, which may hold scripts and links, reaches no decoder.
 */
const kinds = [
  startsWith('\xff\xd8\xff'),
  startsWith('\x89PNG\r\n\x1a\n'),
  startsWith('GIF8'),
  (image: Uint8Array) => startsWith('RIFF')(image) && startsWith('WEBP', 8)(image),
  startsWith('ftypavif', 4),
  startsWith('ftypavis', 4),
]

const refused = (cause?: unknown) =>
  new AppError('bad_request', `This is not a picture that Steno can read. ${accepted}`, {
    params: { field: 'avatar' },
    cause,
  })

/**
 * Draws an untrusted picture anew as a square WebP of limits.avatarSizePx: the first frame of an animation, upright,
 * without metadata. Throws AppError `upload_too_large` or `bad_request`, both with `params.field` = `avatar`.
 */
export async function makeAvatarImage(image: Uint8Array): Promise<Buffer> {
  if (image.length > limits.avatarBytesMax) {
    throw new AppError('upload_too_large', `A picture may have at most ${formatBytes(limits.avatarBytesMax)}.`, {
      params: { field: 'avatar', maxBytes: limits.avatarBytesMax },
    })
  }
  if (!kinds.some((matches) => matches(image))) throw refused()
  try {
    return await sharp(image, { limitInputPixels: limits.avatarPixelsMax, pages: 1, failOn: 'error' })
      .autoOrient()
      .resize(limits.avatarSizePx, limits.avatarSizePx, { fit: 'cover' })
      .timeout({ seconds: PIXEL_SECONDS_MAX })
      .webp({ quality: 85 })
      .toBuffer()
  } catch (error) {
    throw refused(error)
  }
}
