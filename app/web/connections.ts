import { AppError } from '#domain/errors/app-error'

/** Counts what each user has open in this process. */
export interface Connections {
  /** Throws AppError `too_many_attempts` when the user has that many already. What is returned gives the place back. */
  take(userId: string, max: number): () => void
}

export function countConnections(): Connections {
  const open = new Map<string, number>()
  return {
    take(userId, max) {
      const before = open.get(userId) ?? 0
      if (before >= max) {
        throw new AppError('too_many_attempts', `At most ${max} can follow along at once.`, { params: { retryMinutes: 1 } })
      }
      open.set(userId, before + 1)
      let isGiven = false
      return () => {
        if (isGiven) return
        isGiven = true
        const left = (open.get(userId) ?? 1) - 1
        if (left > 0) open.set(userId, left)
        else open.delete(userId)
      }
    },
  }
}
