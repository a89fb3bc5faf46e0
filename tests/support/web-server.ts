import type { AddressInfo } from 'node:net'
import { makeWebServer } from '../../app/http/make-web-server'
import { loadBuild } from '../../app/http/pages'
import { patienceOfLimits } from '../../app/http/patience'
import { makeWebHealth } from '../../app/http/web-health'
import { makeWebMetrics } from '../../app/http/web-metrics'
import type { WebConfig } from '../../app/web/services'
import { repositoryRoot, requireBuiltApp } from './built-app'
import { makeTestServices, type TestServices, type TestWebOptions } from './web-services'

export type { TestWebOptions }

export interface TestWeb extends Omit<TestServices, 'services' | 'metrics' | 'stop'> {
  /** Origin, such as `http://localhost:40123`. */
  url: string
  close(): Promise<void>
}

/** The web process as users meet it: the real build on a port of its own, with a database and a folder of its own. */
export async function startTestWeb(config: Partial<WebConfig> = {}, options: TestWebOptions = {}): Promise<TestWeb> {
  await requireBuiltApp()
  await loadAsInUse()
  const { services, metrics, stop, ...house } = await makeTestServices(config, options)
  const web = await makeWebServer({
    root: repositoryRoot,
    health: makeWebHealth(services, metrics),
    metrics: makeWebMetrics(metrics),
    services,
    patience: { ...patienceOfLimits, ...options.patience },
  })
  await new Promise<void>((resolve) => web.server.listen(0, 'localhost', resolve))
  const { port } = web.server.address() as AddressInfo
  return { ...house, url: `http://localhost:${port}`, close: () => stop(() => web.close(AbortSignal.abort())) }
}

/** React reads NODE_ENV when it is loaded. As vitest sets it, React checks itself, which takes longer than drawing the pages. */
async function loadAsInUse(): Promise<void> {
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  await loadBuild(repositoryRoot).finally(() => { process.env.NODE_ENV = NODE_ENV })
}
