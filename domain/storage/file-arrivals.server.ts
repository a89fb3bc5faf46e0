import { randomUUID } from 'node:crypto'
import type { Arrival, ArrivedPart, Arrivals, Part } from './arrivals'
import { exactBody } from './exact-body.server'
import { requireParts } from './missing-parts'
import type { ObjectStore } from './object-store'

const PREFIX = 'incoming/'
const partKey = ({ id }: Arrival, number: number) => `${PREFIX}${id}/${number}`

type Objects = Pick<ObjectStore, 'put' | 'read' | 'list' | 'delete'>

/**
 * Parts of a folder store: sealed objects of their own from their first byte on, which joining reads and seals anew as
 * one.
 */
export function makeFileArrivals(objects: Objects): Arrivals {
  async function list(arrival: Arrival): Promise<ArrivedPart[]> {
    const parts: ArrivedPart[] = []
    const prefix = `${PREFIX}${arrival.id}/`
    for await (const { key, bytes, modifiedAt } of objects.list(prefix)) {
      parts.push({ number: Number(key.slice(prefix.length)), bytes, arrivedAt: modifiedAt })
    }
    return parts.sort((a, b) => a.number - b.number)
  }

  return {
    origin: null,
    begin: async (key) => ({ key, id: randomUUID() }),
    sign: () => Promise.reject(new Error('Nobody but Steno reaches a folder.')),
    async put(arrival, { number, bytes }, body, { signal } = {}) {
      await objects.put(partKey(arrival, number), exactBody(body, bytes), { signal })
    },
    list,
    async join(arrival, parts) {
      requireParts(parts, await list(arrival))
      async function* whole() {
        for (const { number, bytes } of parts) yield* exactBody(await objects.read(partKey(arrival, number)), bytes)
      }
      return objects.put(arrival.key, whole())
    },
    async drop(arrival) {
      for (const { number } of await list(arrival)) await objects.delete(partKey(arrival, number))
    },
  }
}

/** Removes parts to which nothing came for so long, of uploads that ended while one of theirs was arriving. */
export async function sweepParts(objects: Objects, olderThanMs: number): Promise<number> {
  let removed = 0
  for await (const { key, modifiedAt } of objects.list(PREFIX)) {
    if (Date.now() - modifiedAt.getTime() < olderThanMs) continue
    await objects.delete(key)
    removed += 1
  }
  return removed
}
