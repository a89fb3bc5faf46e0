import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#domain/errors/app-error'
import { parseConfig, requireDatabaseUrl } from './config.server'
import type { Env } from './env'
import { renderVariableTable } from './markdown-table'
import { variables } from './variables'

function problemsOf(env: Env): string[] {
  try {
    parseConfig(env)
  } catch (error) {
    if (isAppError(error) && error.code === 'config_invalid') return error.message.split('\n')
    throw error
  }
  return []
}

describe('parseConfig', () => {
  it('needs nothing', () => {
    expect(parseConfig({})).toMatchObject({
      mode: 'production',
      dataDir: path.resolve('data'),
      databaseUrl: null,
      host: '127.0.0.1',
      webPort: 3000,
      livePort: 3001,
      workerPort: 3002,
      publicUrl: 'http://localhost:3000',
      liveUrl: 'ws://localhost:3001',
      storage: { kind: 'file', dir: path.resolve('data/objects') },
      recognizer: { provider: 'cpu', threads: 'auto' },
    })
  })

  it('takes an empty or blank value as unset', () => {
    expect(parseConfig({ STENO_WEB_PORT: '', DATABASE_URL: ' ', STENO_SECRET: '' })).toEqual(parseConfig({}))
  })

  it('follows the web port in the public address', () => {
    expect(parseConfig({ STENO_WEB_PORT: '8080' }).publicUrl).toBe('http://localhost:8080')
    expect(parseConfig({ STENO_PUBLIC_URL: 'https://steno.example/' }).publicUrl).toBe('https://steno.example')
    expect(parseConfig({ STENO_PUBLIC_URL: 'https://steno.example/' }).liveUrl).toBe('wss://steno.example')
    expect(parseConfig({ STENO_PUBLIC_URL: 'http://steno.lan:3000' }).liveUrl).toBe('ws://steno.lan:3001')
  })

  it('reads S3 settings', () => {
    const env = { STENO_STORAGE: 's3', S3_BUCKET: 'audio', S3_ENDPOINT: 'http://127.0.0.1:9000' }
    expect(parseConfig(env).storage).toEqual({
      kind: 's3',
      endpoint: 'http://127.0.0.1:9000',
      publicEndpoint: null,
      bucket: 'audio',
      region: 'us-east-1',
      credentials: null,
      forcePathStyle: true,
      serverSideEncryption: 'AES256',
    })
  })

  it('sends nothing anywhere because of a key alone', () => {
    expect(parseConfig({ OPENAI_API_KEY: 'k' })).toMatchObject({ provider: { baseUrl: null, apiKey: 'k' }, llm: null })
    expect(parseConfig({})).toMatchObject({ provider: null, llm: null })
  })

  it('reads what the language model is, and what it costs', () => {
    const env = { OPENAI_BASE_URL: 'http://localhost:11434/v1/', STENO_LLM_MODEL: 'small' }
    expect(parseConfig(env)).toMatchObject({
      provider: { baseUrl: 'http://localhost:11434/v1', apiKey: null },
      llm: { model: 'small', contextTokens: 8192, prices: null },
    })
    const prices = { STENO_LLM_INPUT_PRICE: '0.15', STENO_LLM_OUTPUT_PRICE: '0.6' }
    expect(parseConfig({ ...env, ...prices }).llm?.prices).toEqual({ input: 0.15, output: 0.6 })
  })

  it('reads whose pages may use the API', () => {
    expect(parseConfig({}).apiOrigins).toEqual([])
    expect(parseConfig({ STENO_API_ORIGINS: 'https://a.example/, http://localhost:5173' }).apiOrigins)
      .toEqual(['https://a.example', 'http://localhost:5173'])
    expect(parseConfig({ STENO_API_ORIGINS: '*' }).apiOrigins).toEqual(['*'])
  })

  it.each([
    [
      { STENO_API_ORIGINS: 'https://a.example,b.example' },
      'STENO_API_ORIGINS is "https://a.example,b.example", but takes `*`, or http:// and https:// addresses without a path, '
        + 'with commas between.',
    ],
    [{ STENO_WEB_PORT: 'abc' }, 'STENO_WEB_PORT is "abc", but takes a port, a whole number from 1 to 65535.'],
    [{ STENO_WEB_PORT: '70000' }, 'STENO_WEB_PORT is "70000", but takes a port, a whole number from 1 to 65535.'],
    [{ STENO_STORAGE: 'ftp' }, 'STENO_STORAGE is "ftp", but takes `file` or `s3`.'],
    [
      { STENO_RECOGNIZER_THREADS: '0' },
      'STENO_RECOGNIZER_THREADS is "0", but takes `auto` or a whole number from 1 to 256.',
    ],
    [
      { STENO_PUBLIC_URL: 'https://x.example/steno' },
      'STENO_PUBLIC_URL is "https://x.example/steno", but takes an http:// or https:// address without a path.',
    ],
    [{ STENO_SECRET: 'hunter2' }, 'STENO_SECRET is a text of 7 characters, but takes at least 32 characters.'],
    [{ STENO_WORKER_PORT: '3000' }, 'STENO_WEB_PORT and STENO_WORKER_PORT are both 3000, but take different ports.'],
    [{ STENO_STORAGE: 's3' }, 'S3_BUCKET is not set, but STENO_STORAGE=s3 takes the name of a bucket in it.'],
    [
      { STENO_STORAGE: 's3', S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'a' },
      'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY take a value both, or neither.',
    ],
    [
      { STENO_LLM_MODEL: 'm' },
      'STENO_LLM_MODEL is set, but neither OPENAI_BASE_URL nor OPENAI_API_KEY says where that model is.',
    ],
    [
      { STENO_LLM_INPUT_PRICE: '1' },
      'STENO_LLM_INPUT_PRICE and STENO_LLM_OUTPUT_PRICE take a value both, or neither.',
    ],
  ])('refuses %o', (env, problem) => {
    expect(problemsOf(env)).toEqual([problem])
  })

  it('lists all problems at once, and shows no secret', () => {
    const problems = problemsOf({ STENO_LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://root:hunter2@db', NODE_ENV: 'x' })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['DATABASE_URL', 'STENO_LOG_LEVEL', 'NODE_ENV'])
    expect(problems.join()).not.toContain('hunter2')
  })

  it('tells a process without a database what is missing', () => {
    expect(() => requireDatabaseUrl(parseConfig({}))).toThrow('DATABASE_URL is not set')
    expect(requireDatabaseUrl(parseConfig({ DATABASE_URL: 'postgres://h/d' }))).toBe('postgres://h/d')
  })
})

describe('the table of variables', () => {
  it('has a whole row for each', () => {
    const rows = renderVariableTable().trim().split('\n').slice(2)
    expect(rows.map((row) => /`(\w+)`/.exec(row)?.[1])).toEqual(Object.keys(variables))
    for (const row of rows)
      expect(
        row
          .split('|')
          .slice(1, -1)
          .every((cell) => cell.trim().length > 1),
        row,
      ).toBe(true)
  })

  const readme = new URL('../../README.md', import.meta.url)
  it('stands in README.md as it is rendered', () => {
    expect(readFileSync(readme, 'utf8')).toContain(renderVariableTable())
  })
})
