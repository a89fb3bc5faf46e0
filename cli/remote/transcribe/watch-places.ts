import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import type { DoneBefore } from './done-before'

export interface PlaceOptions {
  /** The watched one. */
  folder: string
  /** The folder of transcripts. */
  output: string
  format: string
  before: Pick<DoneBefore, 'findSource'>
}

/**
 * Gives each file of a watched folder a place for its transcript, in the folders that the file lies in. Of two that would have
 * the same, the one that comes later keeps its extension, as in `talk.wav.txt`; also where the other was done by an earlier call.
 */
export function makePlaces({ folder, output, format, before }: PlaceOptions): (file: string) => string {
  const places = new Map<string, string>()
  const taken = new Map<string, string>()
  return (file) => {
    const path = resolve(file)
    const given = places.get(path)
    if (given !== undefined) return given
    const sourceOf = (place: string) => taken.get(resolve(place)) ?? before.findSource(resolve(place))
    const all = names(relative(folder, file))
    let place = join(output, `${all.next().value}.${format}`)
    while (![null, path].includes(sourceOf(place))) place = join(output, `${all.next().value}.${format}`)
    places.set(path, place)
    taken.set(resolve(place), path)
    return place
  }
}

function* names(file: string): Generator<string, never> {
  yield join(dirname(file), basename(file, extname(file)))
  yield file
  for (let number = 2; ; number += 1) yield `${file}.${number}`
}
