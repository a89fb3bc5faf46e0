/** What any call may be told besides. */
export interface CallOptions {
  signal?: AbortSignal
  /** Names a POST: under the same name it is carried out once. Default: a new one for each call. */
  idempotencyKey?: string
}

/** As an operation takes them. */
export function initOf({ signal, idempotencyKey }: CallOptions): { signal?: AbortSignal; headers?: Record<string, string> } {
  return {
    ...(signal && { signal }),
    ...(idempotencyKey !== undefined && { headers: { 'Idempotency-Key': idempotencyKey } }),
  }
}
