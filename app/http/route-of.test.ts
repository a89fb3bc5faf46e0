import type { ServerBuild } from '@remix-run/node'
import type { Request } from 'express'
import { expect, it } from 'vitest'
import { makeTemplateOf, routeOf } from './route-of'

/** As Remix's build lists routes; their modules do not matter here. */
const route = (id: string, parentId?: string, path?: string, index?: true) => ({ id, parentId, path, index, module: {} })
const routes = Object.fromEntries([
  route('root', undefined, ''), route('app', 'root'), route('home', 'root', undefined, true), route('library', 'app', 'library'),
  route('recording', 'app', 'recordings/:id'), route('file', 'root', 'recordings/:id/:file'), route('nowhere', 'root', '*'),
].map((one) => [one.id, one]))
const templateOf = makeTemplateOf({ routes: routes as unknown as ServerBuild['routes'] } as ServerBuild)

it('names the template of an address, and one word for all that have none', () => {
  expect(templateOf('/')).toBe('/')
  expect(templateOf('/library')).toBe('/library')
  expect(templateOf('/library.data')).toBe('/library')
  expect(templateOf('/_root.data')).toBe('/')
  expect(templateOf('/recordings/4711')).toBe('/recordings/:id')
  expect(templateOf('/recordings/4711/transcript.srt')).toBe('/recordings/:id/:file')
  expect(templateOf('/assets/entry-abc.js')).toBe('/assets/*')
  for (const address of ['/wp-login.php', '/a/b/c/d', '/%E0%A4%A']) expect(templateOf(address)).toBe('other')
})

it('names what answers beside the pages by its own path', () => {
  const request = (path?: string, baseUrl = '') => ({ route: path && { path }, baseUrl }) as Request
  expect(routeOf(request('/recordings/:id', '/api/v1'), '/api/v1/recordings/4711', templateOf)).toBe('/api/v1/recordings/:id')
  expect(routeOf(request('*'), '/library', templateOf)).toBe('/library')
  expect(routeOf(request(), '/nothing', templateOf)).toBe('other')
})
