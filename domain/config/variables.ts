import type { z } from 'zod'
import { kinds, oneOf } from './kinds'

/** One environment variable: what it takes, what it is for, and what holds without it. */
export interface Variable {
  schema: z.ZodType<unknown, string>
  takes: string
  description: string
  /** Text that stands for it when it is unset; without one, unset means null. */
  initial?: string
  /** What unset means, where no plain text says it. */
  unset?: string
  /** Its value is never shown. */
  isSecret?: true
}

/** Every variable that Steno reads. README.md's table is rendered from this. */
export const variables = {
  STENO_DATA_DIR: { ...kinds.folder, description: 'Where all state lies.', initial: './data' },
  DATABASE_URL: {
    ...kinds.postgresUrl,
    description: 'A PostgreSQL 15 or newer of your own.',
    unset: 'the embedded PostgreSQL, in the data folder',
    isSecret: true,
  },
  STENO_HOST: {
    ...kinds.text,
    description: 'Address to listen on; `0.0.0.0` lets other machines in.',
    initial: '127.0.0.1',
  },
  STENO_WEB_PORT: { ...kinds.port, description: 'Port of the pages.', initial: '3000' },
  STENO_LIVE_PORT: { ...kinds.port, description: 'Port of live recognition.', initial: '3001' },
  STENO_WORKER_PORT: { ...kinds.port, description: "Port of the worker's health and metrics.", initial: '3002' },
  STENO_PUBLIC_URL: {
    ...kinds.httpOrigin,
    description: 'Address under which browsers reach the pages.',
    unset: '`http://localhost:<STENO_WEB_PORT>`',
  },
  STENO_LIVE_URL: {
    ...kinds.socketUrl,
    description: 'Address under which browsers reach live recognition.',
    unset: '`wss://` and the name in `STENO_PUBLIC_URL` where that is https, else `ws://`, its name and `STENO_LIVE_PORT`',
  },
  STENO_TRUST_PROXY: {
    ...kinds.hops,
    description: 'How many proxies stand in front and may say what the visitor’s address is.',
    initial: '0',
  },
  STENO_SECRET: {
    ...kinds.secret,
    description: 'Signs sessions and links; the same on every copy.',
    unset: 'generated once, in the data folder',
    isSecret: true,
  },
  STENO_MASTER_KEYS_FILE: {
    ...kinds.file,
    description: 'Master keys, one of 64 hexadecimal digits a line: for audio in a folder, and in backups.',
    unset: '`secrets/master-keys`, in the data folder',
  },
  STENO_REGISTRATION: {
    ...oneOf('open', 'closed'),
    description: 'Whether visitors may open accounts; the first account always may.',
    initial: 'open',
  },
  STENO_PLAN_CHOICE: {
    ...oneOf('users', 'administrators'),
    description: 'Who changes the plan of an account: its user, or administrators alone.',
    initial: 'users',
  },
  STENO_API_ORIGINS: {
    ...kinds.origins,
    description: 'Pages of other sites that may use the API from a browser.',
    unset: 'none; programs outside of browsers always may',
  },
  STENO_CURRENCY: { ...kinds.currency, description: 'The currency of the plans’ prices.', initial: 'USD' },
  STENO_STORAGE: { ...oneOf('file', 's3'), description: 'Where audio is kept.', initial: 'file' },
  S3_ENDPOINT: { ...kinds.httpOrigin, description: 'An S3-compatible server.', unset: 'Amazon' },
  S3_PUBLIC_ENDPOINT: {
    ...kinds.httpOrigin,
    description: 'Where browsers reach that server: uploads go straight to it, if its bucket allows that.',
    unset: 'uploads go through the pages’ process',
  },
  S3_BUCKET: { ...kinds.text, description: 'Bucket for audio; needed with `STENO_STORAGE=s3`.', unset: 'none' },
  S3_REGION: { ...kinds.text, description: 'Region of the bucket.', initial: 'us-east-1' },
  S3_ACCESS_KEY_ID: {
    ...kinds.text,
    description: 'Key for the bucket.',
    unset: "the AWS SDK's usual places",
    isSecret: true,
  },
  S3_SECRET_ACCESS_KEY: {
    ...kinds.text,
    description: 'Secret of that key.',
    unset: "the AWS SDK's usual places",
    isSecret: true,
  },
  S3_FORCE_PATH_STYLE: {
    ...kinds.boolean,
    description: 'Bucket in the path, not in the host name.',
    unset: '`true` with `S3_ENDPOINT`, else `false`',
  },
  S3_SERVER_SIDE_ENCRYPTION: {
    ...oneOf('AES256', 'aws:kms', 'none'),
    description: 'Encryption at rest that is asked of the server.',
    initial: 'AES256',
  },
  STENO_ADOPT_STORAGE: {
    ...kinds.text,
    description: 'The id that a refusal at the start named: this database takes the storage over.',
    unset: 'none',
  },
  STENO_MODELS_DIR: {
    ...kinds.folder,
    description: 'A further folder with models, looked in first.',
    unset: 'none',
  },
  STENO_RECOGNIZER_PROVIDER: {
    ...oneOf('cpu', 'cuda', 'auto'),
    description: 'What recognition runs on; `cuda` refuses to start without it, `auto` tries it and falls back to the processor.',
    initial: 'cpu',
  },
  STENO_RECOGNIZER_THREADS: {
    ...kinds.threads,
    description: 'Recognizer threads; `auto` measures how many pay.',
    initial: 'auto',
  },
  OPENAI_BASE_URL: {
    ...kinds.httpUrl,
    description: 'An OpenAI-compatible API (OpenAI, Ollama, vLLM, llama.cpp …), with its `/v1`.',
    unset: 'OpenAI, where `OPENAI_API_KEY` is set',
  },
  OPENAI_API_KEY: { ...kinds.text, description: 'Key of that API.', unset: 'none', isSecret: true },
  STENO_LLM_MODEL: {
    ...kinds.text,
    description: 'Language model for summaries, answers and translations; **transcripts are sent to it**.',
    unset: 'none: summaries and answers are extracts',
  },
  STENO_LLM_CONTEXT_TOKENS: {
    ...kinds.tokens,
    description: 'Tokens that the language model takes at once, prompt and answer together.',
    initial: '8192',
  },
  STENO_LLM_INPUT_PRICE: {
    ...kinds.price,
    description: 'Price of a million tokens read, in `STENO_CURRENCY`.',
    unset: 'unknown; tokens are counted all the same',
  },
  STENO_LLM_OUTPUT_PRICE: {
    ...kinds.price,
    description: 'Price of a million tokens written, in `STENO_CURRENCY`.',
    unset: 'unknown; tokens are counted all the same',
  },
  STENO_SPEECH_MODEL: {
    ...kinds.text,
    description: 'Model that speaks live translations; **translations are sent to it**.',
    unset: "the browser's own voices",
  },
  STENO_SPEECH_VOICE: { ...kinds.text, description: 'Voice of that model.', initial: 'alloy' },
  STENO_EMBEDDING_MODEL: {
    ...kinds.text,
    description: 'Embedding model of that API, for search by meaning; **transcripts are sent to it**.',
    unset: 'the built-in one, for English',
  },
  QDRANT_URL: { ...kinds.httpUrl, description: 'A Qdrant server for vectors.', unset: 'LanceDB, in the data folder' },
  QDRANT_API_KEY: { ...kinds.text, description: 'Key of that server.', unset: 'none', isSecret: true },
  STENO_WEBHOOKS_PRIVATE: {
    ...kinds.boolean,
    description: 'Whether webhooks of users may call this machine and its network, also without TLS, and files that clients name by their address may lie there.',
    initial: 'false',
  },
  STENO_LOG_LEVEL: {
    ...oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    description: 'The least that is logged.',
    initial: 'info',
  },
  STENO_LOG_FORMAT: {
    ...oneOf('auto', 'json', 'pretty'),
    description: '`auto` is pretty on a terminal, else JSON.',
    initial: 'auto',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    ...kinds.httpUrl,
    description: 'A receiver of traces by OTLP over HTTP (Tempo, Jaeger, a collector), without `/v1/traces`.',
    unset: 'nothing is traced',
  },
  STENO_TRACE_RATIO: {
    ...kinds.ratio,
    description: 'Share of requests that are traced, where traces are sent.',
    initial: '1',
  },
  SENTRY_DSN: {
    ...kinds.httpUrl,
    description: 'Where defects are reported to; **never what was said, typed or who it was**.',
    unset: 'nowhere',
    isSecret: true,
  },
  NODE_ENV: {
    ...oneOf('production', 'development', 'test'),
    description: 'What kind of run it is; `npm run dev` and `npm test` set it.',
    initial: 'production',
  },
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof variables
