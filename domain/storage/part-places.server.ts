import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'

/** Does the work in a place of its own, and gives that back. Throws AppError `unavailable` at once where there is none. */
export type InPlace = <T>(part: string, work: () => Promise<T>) => Promise<T>

/**
 * Places for parts that are held in memory on their way, since nothing else limits how many are sent at once. Each part has
 * one at most, so that no single address takes them all.
 */
export function makePartPlaces(max: number = limits.uploadPartsHeldMax): InPlace {
  const taken = new Set<string>()
  return async (part, work) => {
    if (taken.has(part)) throw new AppError('unavailable', 'This part is on its way already: try again in a moment.')
    if (taken.size >= max) {
      throw new AppError('unavailable', `${max} parts are on their way, and no more are taken at once: try again in a moment.`)
    }
    taken.add(part)
    try {
      return await work()
    } finally {
      taken.delete(part)
    }
  }
}
