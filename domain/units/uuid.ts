const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether PostgreSQL would take the text for an id; of any version, and in either case. */
export const isUuid = (text: string): boolean => uuid.test(text)
