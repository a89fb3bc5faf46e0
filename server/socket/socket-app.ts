import { App, us_listen_socket_close, us_socket_local_port, type us_listen_socket } from 'uWebSockets.js'
import { AppError } from '#domain/errors/app-error'
import type { HealthAnswer } from '#domain/telemetry/health-routes.server'
import { answerHealth } from './answer'
import type { ForeignSockets } from './foreign-socket'
import { speakerSocket, type SpeakerOptions } from './speaker-socket'
import { viewerTopic, type Viewers } from './viewer-socket'

export interface SocketAppOptions {
  speakers: SpeakerOptions
  viewers: Viewers
  foreign: ForeignSockets
  health(pathname: string): Promise<HealthAnswer | null>
}

/** The sockets on a port. */
export interface SocketApp {
  /** Rejects with `config_invalid` where the port cannot be had; 0 takes any free one. Resolves with the port. */
  listen(host: string, port: number): Promise<number>
  /** Tells the viewers of a session. */
  publish(sessionId: string, message: object): void
  /** Tells those of them who read along in the language. */
  publishIn(sessionId: string, language: string, message: object): void
  /** Takes no more connections. */
  stopListening(): void
  /** Ends every connection that is left. */
  close(): void
}

export function makeSocketApp({ speakers, viewers, foreign, health }: SocketAppOptions): SocketApp {
  const app = App()
  app.ws('/ws/watch', viewers.behavior())
  app.ws('/ws/s2t', speakerSocket(speakers))
  for (const door of foreign.doors) app.ws(door.path, foreign.behavior(door))
  app.any('/*', answerHealth(health))
  let socket: us_listen_socket | null = null
  return {
    async listen(host, port) {
      socket = await new Promise((resolve, reject) => {
        const problem = `Port ${port} is taken by another program, or may not be used: stop it, or set STENO_LIVE_PORT.`
        app.listen(host, port, (made) => (made ? resolve(made) : reject(new AppError('config_invalid', problem))))
      })
      return us_socket_local_port(socket!)
    },
    publish(sessionId, message) {
      if (viewers.isWatched(sessionId)) app.publish(viewerTopic(sessionId), JSON.stringify(message))
    },
    publishIn(sessionId, language, message) {
      if (viewers.isWatched(sessionId)) app.publish(viewerTopic(sessionId, language), JSON.stringify(message))
    },
    stopListening() {
      foreign.stop()
      if (socket) us_listen_socket_close(socket)
      socket = null
    },
    close: () => void app.close(),
  }
}
