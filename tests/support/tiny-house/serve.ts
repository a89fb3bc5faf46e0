import { spawn } from 'node:child_process'
import http from 'node:http'
import { parseConfig } from '#domain/config/config.server'
import { onShutdown } from '#domain/lifecycle/lifeline.server'

/** A well-behaved process with a child of its own: ready at once, and it says when it starts and ends. */
export function serve(name: string, port: string | undefined): void {
  // As every process of the product does.
  parseConfig(process.env)
  const grandchild = spawn('sleep', ['3600'], { stdio: 'ignore' })
  const server = http.createServer((_request, response) => response.end('{}')).listen(Number(port), '127.0.0.1')
  console.log(`${name} started as ${process.pid} with ${grandchild.pid}`)
  onShutdown(async () => {
    console.log(`${name} ends`)
    server.close()
    server.closeAllConnections()
  })
}
