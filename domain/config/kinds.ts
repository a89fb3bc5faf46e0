import { z } from 'zod'

const isUrl = (protocols: string[], isOrigin: boolean) => (text: string) => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (!protocols.includes(url.protocol)) return false
  return !isOrigin || (url.pathname === '/' && !url.search && !url.hash && !url.username)
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))

/** What a variable's text may be, and what it becomes; `takes` completes the sentence "… takes …". */
export const kinds = {
  text: { schema: z.string(), takes: 'any text' },
  folder: { schema: z.string(), takes: 'the path of a folder' },
  file: { schema: z.string(), takes: 'the path of a file' },
  port: { schema: wholeNumber(1, 65535), takes: 'a port, a whole number from 1 to 65535' },
  hops: { schema: wholeNumber(0, 10), takes: 'a whole number from 0 to 10' },
  threads: {
    schema: z.union([z.literal('auto'), wholeNumber(1, 256)]),
    takes: '`auto` or a whole number from 1 to 256',
  },
  postgresUrl: {
    schema: z.string().refine(isUrl(['postgres:', 'postgresql:'], false)),
    takes: 'a URL such as postgres://user:password@host:5432/steno',
  },
  httpOrigin: {
    schema: z
      .string()
      .refine(isUrl(['http:', 'https:'], true))
      .transform((text) => new URL(text).origin),
    takes: 'an http:// or https:// address without a path',
  },
  origins: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .refine((parts) => parts.every((part) => part === '*' || isUrl(['http:', 'https:'], true)(part)))
      .transform((parts) => parts.map((part) => (part === '*' ? part : new URL(part).origin))),
    takes: '`*`, or http:// and https:// addresses without a path, with commas between',
  },
  socketUrl: {
    schema: z
      .string()
      .refine(isUrl(['ws:', 'wss:'], false))
      .transform((text) => text.replace(/\/+$/, '')),
    takes: 'a ws:// or wss:// address',
  },
  httpUrl: {
    schema: z
      .string()
      .refine(isUrl(['http:', 'https:'], false))
      .transform((text) => text.replace(/\/+$/, '')),
    takes: 'an http:// or https:// address',
  },
  tokens: { schema: wholeNumber(1000, 10_000_000), takes: 'a whole number from 1000 to 10000000' },
  price: {
    schema: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,6})?$/)
      .transform(Number),
    takes: 'a number such as 0.15',
  },
  ratio: {
    schema: z
      .string()
      .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/)
      .transform(Number),
    takes: 'a number from 0 to 1',
  },
  currency: {
    schema: z.string().refine((text) => Intl.supportedValuesOf('currency').includes(text)),
    takes: 'the code of a currency, such as EUR',
  },
  secret: { schema: z.string().min(32), takes: 'at least 32 characters' },
  boolean: { schema: z.enum(['true', 'false']).transform((text) => text === 'true'), takes: '`true` or `false`' },
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  const names = words.map((word) => `\`${word}\``)
  const takes = [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' or ')
  return { schema: z.enum(words), takes }
}
