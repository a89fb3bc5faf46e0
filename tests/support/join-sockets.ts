import type { Socket } from 'node:net'

/** What one says the other hears, until either goes, and then both do. Both are among `open` meanwhile, to be broken. */
export function joinSockets(near: Socket, far: Socket, open: Set<Socket>): void {
  for (const socket of [near, far]) {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => {
      open.delete(socket)
      near.destroy()
      far.destroy()
    })
  }
  near.pipe(far).pipe(near)
}
