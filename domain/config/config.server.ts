import path from 'node:path'
import type { z } from 'zod'
import { AppError } from '#domain/errors/app-error'
import type { Env } from './env'
import { readSecretFiles } from './secret-files.server'
import { findUnknownVariables } from './unknown-variables.server'
import { type Variable, type VariableName, variables } from './variables'

type Values = {
  [Name in VariableName]:
    | z.output<(typeof variables)[Name]['schema']>
    | ((typeof variables)[Name] extends { initial: string } ? never : null)
}

export type S3Config = {
  kind: 's3'
  endpoint: string | null
  /** Null: uploads go through the web process. */
  publicEndpoint: string | null
  bucket: string
  region: string
  /** Null: the AWS SDK looks in its usual places (roles, profiles). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null
  forcePathStyle: boolean
  serverSideEncryption: 'AES256' | 'aws:kms' | 'none'
}

/** An OpenAI-compatible API. */
export interface ProviderConfig {
  /** Null: OpenAI itself. */
  baseUrl: string | null
  apiKey: string | null
}

export interface LlmConfig {
  model: string
  contextTokens: number
  /** Per million tokens, in `currency`; null where it is not known. */
  prices: { input: number; output: number } | null
}

export interface SearchConfig {
  /** Of the provider, never without it; null: the built-in model. */
  embeddingModel: string | null
  /** Null: LanceDB in `vectorsDir`. */
  qdrant: { url: string; apiKey: string | null } | null
  vectorsDir: string
}

/** Everything that the environment decides, checked and typed. Folders are absolute. */
export interface Config {
  mode: Values['NODE_ENV']
  dataDir: string
  /** Null: `npm start` runs the embedded PostgreSQL. */
  databaseUrl: string | null
  host: string
  webPort: number
  livePort: number
  workerPort: number
  publicUrl: string
  liveUrl: string
  /** Proxies in front, as Express's `trust proxy` takes it. */
  trustProxy: number
  /** Null: the generated one (secrets.server.ts). */
  secret: string | null
  masterKeysFile: string
  registration: Values['STENO_REGISTRATION']
  planChoice: Values['STENO_PLAN_CHOICE']
  /** Origins whose pages may use the API; `*` is any. */
  apiOrigins: readonly string[]
  /** ISO 4217. */
  currency: string
  storage: { kind: 'file'; dir: string } | S3Config
  /** Id of a store that is another one's, or unknown, and shall be this database's (claim-store.server.ts). */
  adoptStorage: string | null
  modelsDir: string | null
  recognizer: { provider: Values['STENO_RECOGNIZER_PROVIDER']; threads: number | 'auto' }
  /** Null: no model on any other server is used. */
  provider: ProviderConfig | null
  /** Null: summaries and answers are extracts. Never without `provider`. */
  llm: LlmConfig | null
  /** Null: browsers speak with their own voices. Never without `provider`. */
  speech: { model: string; voice: string } | null
  search: SearchConfig
  /** Whether users' webhooks may call addresses that are not of the open internet. */
  webhooksPrivate: boolean
  log: { level: Values['STENO_LOG_LEVEL']; format: Values['STENO_LOG_FORMAT'] }
  /** Null: nothing is traced. */
  traces: { endpoint: string; ratio: number } | null
  /** Null: defects are told to the log alone. */
  sentryDsn: string | null
  /** Sentences for the operator about what is no error, and yet hardly meant. */
  warnings: readonly string[]
}

/**
 * Reads the environment, and the files that it names for secrets. An empty value counts as unset. Throws AppError `config_invalid` that names every variable
 * that is wrong, what it is and what it takes; values of secrets are never shown.
 */
export function parseConfig(given: Env): Config {
  const problems: string[] = []
  const env = readSecretFiles(given, problems)
  const values = Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, readVariable(name, variable, env, problems)]),
  ) as Values
  if (problems.length === 0) checkTogether(values, problems)
  if (problems.length > 0) throw new AppError('config_invalid', problems.join('\n'))
  return { ...toConfig(values), warnings: findUnknownVariables(given) }
}

/** The database's address, for processes that cannot do without. */
export function requireDatabaseUrl(config: Config): string {
  if (config.databaseUrl) return config.databaseUrl
  const takes = variables.DATABASE_URL.takes
  throw new AppError('config_invalid', `DATABASE_URL is not set: it takes ${takes}. npm start sets it by itself.`)
}

function readVariable(name: string, variable: Variable, env: Env, problems: string[]): unknown {
  const text = env[name]?.trim() || variable.initial
  if (text === undefined) return null
  const result = variable.schema.safeParse(text)
  if (result.success) return result.data
  const shown = variable.isSecret ? `a text of ${text.length} characters` : JSON.stringify(text.slice(0, 80))
  problems.push(`${name} is ${shown}, but takes ${variable.takes}.`)
  return null
}

function checkTogether(values: Values, problems: string[]): void {
  const ports = ['STENO_WEB_PORT', 'STENO_LIVE_PORT', 'STENO_WORKER_PORT'] as const
  for (const [index, name] of ports.entries()) {
    const same = ports.slice(index + 1).find((other) => values[other] === values[name])
    if (same) problems.push(`${name} and ${same} are both ${values[name]}, but take different ports.`)
  }
  checkProvider(values, problems)
  if (values.STENO_STORAGE !== 's3') return
  if (!values.S3_BUCKET) problems.push('S3_BUCKET is not set, but STENO_STORAGE=s3 takes the name of a bucket in it.')
  if (Boolean(values.S3_ACCESS_KEY_ID) !== Boolean(values.S3_SECRET_ACCESS_KEY)) {
    problems.push('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY take a value both, or neither.')
  }
}

/** A key alone sends nothing anywhere: it may stand in the environment for another program's sake. */
function checkProvider(values: Values, problems: string[]): void {
  if (values.STENO_LLM_MODEL && !values.OPENAI_BASE_URL && !values.OPENAI_API_KEY) {
    problems.push('STENO_LLM_MODEL is set, but neither OPENAI_BASE_URL nor OPENAI_API_KEY says where that model is.')
  }
  if (values.STENO_EMBEDDING_MODEL && !values.OPENAI_BASE_URL && !values.OPENAI_API_KEY) {
    problems.push('STENO_EMBEDDING_MODEL is set, but neither OPENAI_BASE_URL nor OPENAI_API_KEY says where that model is.')
  }
  if ((values.STENO_LLM_INPUT_PRICE === null) !== (values.STENO_LLM_OUTPUT_PRICE === null)) {
    problems.push('STENO_LLM_INPUT_PRICE and STENO_LLM_OUTPUT_PRICE take a value both, or neither.')
  }
}

/** Behind https a proxy passes the sockets on under the pages' own name; a page of https may not open any other. */
function liveUrlBeside(publicUrl: string | null, livePort: number): string {
  if (publicUrl === null) return `ws://localhost:${livePort}`
  const { protocol, host, hostname } = new URL(publicUrl)
  return protocol === 'https:' ? `wss://${host}` : `ws://${hostname}:${livePort}`
}

function toConfig(values: Values): Omit<Config, 'warnings'> {
  const dataDir = path.resolve(values.STENO_DATA_DIR)
  return {
    mode: values.NODE_ENV,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    host: values.STENO_HOST,
    webPort: values.STENO_WEB_PORT,
    livePort: values.STENO_LIVE_PORT,
    workerPort: values.STENO_WORKER_PORT,
    publicUrl: values.STENO_PUBLIC_URL ?? `http://localhost:${values.STENO_WEB_PORT}`,
    liveUrl: values.STENO_LIVE_URL ?? liveUrlBeside(values.STENO_PUBLIC_URL, values.STENO_LIVE_PORT),
    trustProxy: values.STENO_TRUST_PROXY,
    secret: values.STENO_SECRET,
    masterKeysFile: path.resolve(values.STENO_MASTER_KEYS_FILE ?? path.join(dataDir, 'secrets', 'master-keys')),
    registration: values.STENO_REGISTRATION,
    planChoice: values.STENO_PLAN_CHOICE,
    apiOrigins: values.STENO_API_ORIGINS ?? [],
    currency: values.STENO_CURRENCY,
    storage: values.STENO_STORAGE === 's3' ? toS3(values) : { kind: 'file', dir: path.join(dataDir, 'objects') },
    adoptStorage: values.STENO_ADOPT_STORAGE,
    modelsDir: values.STENO_MODELS_DIR && path.resolve(values.STENO_MODELS_DIR),
    recognizer: { provider: values.STENO_RECOGNIZER_PROVIDER, threads: values.STENO_RECOGNIZER_THREADS },
    provider: toProvider(values),
    llm: toLlm(values),
    speech: values.STENO_SPEECH_MODEL ? { model: values.STENO_SPEECH_MODEL, voice: values.STENO_SPEECH_VOICE } : null,
    search: toSearch(values, dataDir),
    webhooksPrivate: values.STENO_WEBHOOKS_PRIVATE,
    log: { level: values.STENO_LOG_LEVEL, format: values.STENO_LOG_FORMAT },
    traces: values.OTEL_EXPORTER_OTLP_ENDPOINT
      ? { endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT, ratio: values.STENO_TRACE_RATIO }
      : null,
    sentryDsn: values.SENTRY_DSN,
  }
}

function toProvider({ OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey }: Values): ProviderConfig | null {
  return baseUrl || apiKey ? { baseUrl, apiKey } : null
}

function toLlm(values: Values): LlmConfig | null {
  const { STENO_LLM_MODEL: model, STENO_LLM_INPUT_PRICE: input, STENO_LLM_OUTPUT_PRICE: output } = values
  if (!model) return null
  const prices = input === null || output === null ? null : { input, output }
  return { model, contextTokens: values.STENO_LLM_CONTEXT_TOKENS, prices }
}

function toSearch(values: Values, dataDir: string): SearchConfig {
  const { STENO_EMBEDDING_MODEL: embeddingModel, QDRANT_URL: url, QDRANT_API_KEY: apiKey } = values
  return { embeddingModel, qdrant: url ? { url, apiKey } : null, vectorsDir: path.join(dataDir, 'vectors') }
}

function toS3(values: Values): S3Config {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = values
  return {
    kind: 's3',
    endpoint: values.S3_ENDPOINT,
    publicEndpoint: values.S3_PUBLIC_ENDPOINT,
    bucket: values.S3_BUCKET ?? '',
    region: values.S3_REGION,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
    forcePathStyle: values.S3_FORCE_PATH_STYLE ?? values.S3_ENDPOINT !== null,
    serverSideEncryption: values.S3_SERVER_SIDE_ENCRYPTION,
  }
}
