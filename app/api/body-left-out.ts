import type { z } from 'zod'

/** Whether a request may come without its JSON: where every field of it has a value of its own, or may be absent. */
export function mayBeLeftOut(json: z.ZodType): boolean {
  return json.safeParse({}).success
}
