import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '#domain/config/config.server'
import { limits } from '#domain/limits/limits'
import { repositoryRoot } from '#tests/support/built-app'

const caddyfile = readFileSync(path.join(repositoryRoot, 'Caddyfile'), 'utf8')
const units: Record<string, number> = { s: 1000, m: 60_000, KB: 1000, MB: 1e6, GB: 1e9 }

/** What stands behind a directive, in ms or bytes; each time that it stands there. */
function figures(directive: string): number[] {
  return [...caddyfile.matchAll(new RegExp(`^\\s*${directive} (\\d+)(\\w+)$`, 'gm'))].map(([, number, unit]) => {
    const times = units[unit!]
    if (times === undefined) throw new Error(`${directive} has the unknown unit ${unit}.`)
    return Number(number) * times
  })
}
const figure = (directive: string) => {
  const found = figures(directive)
  expect(found, directive).toHaveLength(1)
  return found[0]!
}

describe('the Caddyfile', () => {
  it('lets through what web takes, so that web can say what is too large', () => {
    const [uploads, forms] = figures('max_size').sort((a, b) => b - a)
    expect(uploads).toBeGreaterThan(limits.uploadFilesPerFormMax * limits.uploadBytesMax)
    expect(uploads).toBeGreaterThan(limits.uploadDrainBytesMax)
    expect(forms).toBeGreaterThan(limits.avatarFormBytesMax)
    expect(forms).toBeGreaterThan(limits.requestFormBytesMax)
    expect(forms).toBeLessThan(2 * limits.avatarFormBytesMax)
  })

  it('closes a quiet connection to web before web does', () => {
    expect(figure('keepalive')).toBeLessThan(createServer().keepAliveTimeout)
  })

  it('gives readiness longer than its checks take, and asks no more often than they are made', () => {
    expect(figure('health_timeout')).toBeGreaterThanOrEqual(2 * 2000)
    expect(figure('health_interval')).toBeGreaterThanOrEqual(limits.readinessKeepMs)
  })

  it('passes on no larger headers than web reads', () => {
    // Go takes 4096 bytes more than it is told; the rest is for what is added on the way.
    expect(figure('max_header_size') + 4096).toBeLessThan(16 * 1024 - 256)
  })

  it('leaves connections open for longer than anything on them is silent', () => {
    expect(figure('idle')).toBeGreaterThan(limits.sseHeartbeatMs)
    for (const directive of ['read_body', 'write', 'response_header_timeout', 'read_timeout', 'write_timeout']) {
      expect(figures(directive), `${directive} would cut uploads, streams or sockets`).toEqual([])
    }
  })

  it('looks for the processes where they are as delivered', () => {
    const { webPort, livePort, publicUrl } = parseConfig({})
    expect(caddyfile).toContain(`{$STENO_WEB_UPSTREAMS:localhost:${webPort}}`)
    expect(caddyfile).toContain(`{$STENO_LIVE_UPSTREAMS:localhost:${livePort}}`)
    expect(caddyfile).toContain(`{$STENO_EDGE_ADDRESS:https://${new URL(publicUrl).hostname}}`)
  })

  it('says of each variable what it is', () => {
    const used = new Set([...caddyfile.matchAll(/\{\$(STENO_\w+)/g)].map(([, name]) => name!))
    const comment = caddyfile.split('\n').filter((line) => line.startsWith('#')).join('\n')
    expect([...used].filter((name) => !comment.includes(name))).toEqual([])
  })
})
