import { InvalidArgumentError, Option } from 'commander'
import { formats } from './transcript-text'

/** Options that several commands have. */
export const jsonOption = () => new Option('--json', 'results as objects, one a line')
export const formatOption = () => new Option('-f, --format <format>', 'what to write (default: as the ending of --output says, else txt)').choices(formats)
export const timesOption = () => new Option('--times', 'with txt: the time before each segment')

/** A whole number within limits. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`)
  }
}

/** A number of seconds, such as 0.5. */
export function seconds(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+(\.\d+)?$/.test(text) && value <= max) return value
    throw new InvalidArgumentError(`It takes seconds, from 0 to ${max}.`)
  }
}
