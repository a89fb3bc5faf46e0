import { z } from 'zod'

/** How a list is read page by page: a cursor stays right while things are added and deleted. */
export function pageQuery(rowsMax: number) {
  return z.object({
    limit: z.coerce.number().int().min(1).max(rowsMax).default(rowsMax).describe('Rows a page.'),
    cursor: z.string().min(1).max(200).optional().describe('`nextCursor` of the page before.'),
  })
}
