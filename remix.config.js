/**
 * Options of the Remix plugin, which vite.config.ts hands to it.
 * @type {import('@remix-run/dev').VitePluginConfig & { buildDirectory: string }}
 */
export default {
  appDirectory: 'app',
  // A folder of its own: Remix empties it before each build, and processes that run go on to use what else lies in build/.
  buildDirectory: 'build/pages',
  serverModuleFormat: 'esm',
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_singleFetch: true,
    v3_lazyRouteDiscovery: true,
    v3_routeConfig: true,
  },
}
