/** Variables as a process finds them. */
export type Env = Readonly<Record<string, string | undefined>>
