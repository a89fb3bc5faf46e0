import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, whenHydrated } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { hostile, planted, plantHostileText, type PlantedIds } from '#tests/support/plant-hostile-text'

/** What a browser made of a page. */
interface Parsed {
  /** Elements and attributes that no page of ours has. */
  foreign: string[]
  /** Addresses that are neither a path nor of the web. */
  addresses: string[]
  /** Scripts that came without the page's nonce, and not from a file. */
  scripts: string[]
  /** All of the text, and all values of attributes. */
  text: string
}

/** Reads the page as a browser does, without running it. */
function parse(page: Page, html: string, nonce: string): Promise<Parsed> {
  return page.evaluate(([source, own]) => {
    const elements = [...new DOMParser().parseFromString(source!, 'text/html').querySelectorAll('*')]
    const attributes = elements.flatMap((element) => [...element.attributes].map(({ name, value }) => ({ element, name, value })))
    const name = (element: Element) => element.localName
    return {
      foreign: [
        ...elements.map(name).filter((found) => found === 'x-live' || found === 'iframe' || found === 'object' || found === 'embed'),
        ...attributes.filter((attribute) => /^on|^data-live|[^a-z:-]/i.test(attribute.name.replace(/\d/g, ''))).map((one) => one.name),
      ],
      addresses: attributes.filter((attribute) => ['href', 'src', 'action', 'formaction', 'xlink:href', 'poster'].includes(attribute.name))
        .map(({ value }) => value).filter((value) => !/^(\/(?!\/)|#|\?|https?:\/\/|$)/.test(value)),
      scripts: elements.filter((element) => name(element) === 'script' && element.getAttribute('nonce') !== own
        && !element.getAttribute('src')?.startsWith('/assets/')).map((element) => element.outerHTML.slice(0, 200)),
      text: [
        ...elements.filter((element) => name(element) !== 'script').flatMap((element) =>
          [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ nodeValue }) => nodeValue)),
        ...attributes.map(({ value }) => value),
      ].join('\n'),
    }
  }, [html, nonce] as const)
}

describe.skipIf(!browserPath)('hostile text', () => {
  const house = useBrowserHouse()
  let ids: PlantedIds
  let reader: Page
  beforeAll(async () => {
    ids = await plantHostileText(house.web, house.ann.userId)
    reader = await house.browser.newPage()
  })

  const strange = encodeURIComponent(hostile)
  /** Each page that shows some, and what it must show of it: what is not shown proves nothing. */
  const pages: [name: string, path: () => string, shows: string[]][] = [
    ['the library', () => '/library', ['title', 'failed title', 'live title', 'profile name', 'own e-mail']],
    ['a search of the library', () => `/library?q=${strange}`, []],
    ['a row that is renamed', () => `/library?rename=${ids.recording}`, ['title']],
    ['a recording', () => `/recordings/${ids.recording}`, [
      'title', 'segment', 'speaker', 'summary', 'point', 'task', 'chapter',
    ]],
    ['a translation', () => `/recordings/${ids.recording}?in=vi`, ['translation']],
    ['a passage that is corrected', () => `/recordings/${ids.recording}?edit=1`, ['segment', 'original']],
    ['a recording that failed', () => `/recordings/${ids.failed}`, ['failed title']],
    ['its deletion', () => `/recordings/${ids.recording}/delete`, ['title']],
    ['its transcript anew', () => `/recordings/${ids.recording}/again`, ['title']],
    ['what was found', () => '/search?q=calc&mode=exact', ['title']],
    ['what was looked for', () => `/search?q=${strange.slice(0, 150)}`, []],
    ['a search in a recording', () => `/search?q=calc&recording=${ids.recording}`, ['title']],
    ['the questions', () => '/ask', ['question']],
    ['a question to a recording', () => `/ask?recording=${ids.recording}`, ['title']],
    ['an answer', () => `/ask/${ids.conversation}`, ['question', 'answer', 'quote', 'title']],
    ['live', () => '/live', ['live title']],
    ['sharing', () => `/live/share/${ids.live}`, ['live title']],
    ['viewing', () => `/watch/${ids.viewerToken}`, ['live title', 'live segment']],
    ['the profile', () => '/settings/profile', ['profile name']],
    ['the plan', () => '/settings/plan', ['plan name', 'plan words']],
    ['the account', () => '/settings/account', ['own e-mail']],
    ['the keys', () => '/settings/keys', ['key name', 'key start']],
    ['the webhooks', () => '/settings/automation', ['hook words', 'hook address']],
    ['a webhook', () => `/settings/automation/webhooks/${ids.webhook}`, ['hook words', 'hook address', 'title']],
    ['summaries', () => '/settings/summaries', ['instructions', 'model used']],
    ['accounts', () => '/admin/users', ['own e-mail', 'other e-mail', 'other name', 'plan name']],
    ['a search for accounts', () => `/admin/users?q=${strange}`, []],
    ['an account', () => `/admin/users/${ids.otherUser}`, ['other e-mail', 'other name', 'plan name']],
    ['plans', () => '/admin/plans', ['plan name', 'plan code', 'plan words']],
    ['failures', () => '/admin/failed', ['failed title', 'failure', 'own e-mail']],
    ['live sessions', () => '/admin/live', ['own e-mail', 'copy']],
    ['providers', () => '/admin/providers', ['model used', 'outcome']],
    ['models', () => '/admin/models', ['host', 'pulled file', 'problem']],
    ['the audit log', () => '/admin/audit', ['actor', 'subject', 'detail', 'value', 'address']],
    ['a page that is not there', () => `/${strange}`, []],
    ['a recording that is not there', () => `/recordings/${strange}`, []],
    ['a file that is not there', () => `/recordings/${strange}/transcript.srt`, []],
    ['a link of viewers that is not there', () => `/watch/${strange}`, []],
    ['registering', () => `/register?redirectTo=${strange}`, []],
    ['logging in to a script', () => `/login?redirectTo=${encodeURIComponent('javascript:alert(1)//')}`, []],
  ]

  /** Nothing of the text may have become a part of the page, and the page must forbid what would have. */
  async function expectInert(name: string, answer: Response, shows: readonly string[]): Promise<void> {
    const policy = answer.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect({ name, scripts: /script-src ([^;]*)/.exec(policy)?.[1] }).toEqual({ name, scripts: `'self' 'nonce-${nonce}'` })
    expect(nonce).toMatch(/^[\w+/]{22}==$/)
    expect({ name, type: answer.headers.get('content-type') }).toEqual({ name, type: 'text/html; charset=utf-8' })
    const { text, ...live } = await parse(reader, await answer.text(), nonce)
    expect({ name, ...live }).toEqual({ name, foreign: [], addresses: [], scripts: [] })
    expect({ name, missing: shows.filter((place) => !text.includes(planted(place).slice(0, 60))) }).toEqual({ name, missing: [] })
  }

  it('is text on every page that shows it, and becomes no element, attribute, address or script', async () => {
    const { visitor } = house.ann
    for (const [name, path, shows] of pages) {
      const guest = name.startsWith('registering') || name.startsWith('logging in')
      const answer = guest ? await fetch(new URL(path(), house.web.url)) : await visitor.fetch(path())
      await expectInert(name, answer, shows)
    }
  })

  it('is text where a form that was refused comes back', async () => {
    const { visitor } = house.ann
    const long = hostile.repeat(20)
    const forms: [path: string, fields: Record<string, string>][] = [
      [`/recordings/${ids.recording}`, { intent: 'rename', title: long }],
      ['/settings/profile', { intent: 'profile', name: long, locale: hostile, theme: hostile }],
      ['/settings/keys', { intent: 'make', keyName: long, scope: hostile }],
      ['/settings/automation', { intent: 'webhook', url: `https://example.org/${hostile}`, description: long, event: hostile }],
      ['/settings/automation', { intent: 'languages', language: hostile }],
      [`/settings/automation/webhooks/${ids.webhook}`, { intent: 'change', url: hostile, description: long }],
      ['/settings/summaries', { language: hostile, instructions: long }],
      ['/settings/plan', { plan: hostile }],
      ['/admin/plans', { intent: 'plan', code: planted('plan code'), monthlyMinutes: hostile, uploadMegabytes: hostile }],
      [`/admin/users/${ids.otherUser}`, { intent: 'delete', email: hostile }],
      ['/ask', { intent: 'ask', question: long }],
    ]
    for (const [path, fields] of forms) {
      const answer = await visitor.send(path, fields)
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true])
      await expectInert(`${path} ${fields.intent}`, answer, [])
    }
  })

  it('stays text once scripts draw the pages', async () => {
    const { page, complaints, close } = await house.visit()
    await page.goto('/library')
    await whenHydrated(page)
    await page.getByRole('link', { name: planted('title').slice(0, 30) }).first().click()
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'title' }).waitFor()
    await page.goto('/admin/audit')
    await whenHydrated(page)
    expect(await page.evaluate(() => [typeof (window as { live?: number }).live, document.querySelectorAll('x-live, [onload], [data-live]').length]))
      .toEqual(['undefined', 0])
    expect(complaints).toEqual([])
    await close()
  })

  it('is refused with a sentence where it holds what no text may: NUL, line breaks, and what turns the writing round', async () => {
    const { visitor } = house.ann
    for (const title of ['a\0b', 'a\r\nSet-Cookie: x=1', 'a\u2028b', 'evil\u202Egpj.exe', 'a\u2066b']) {
      for (const [path, fields] of [
        [`/recordings/${ids.recording}`, { intent: 'rename', title }],
        ['/settings/profile', { intent: 'profile', name: title, locale: 'en', theme: 'dark' }],
        ['/settings/keys', { intent: 'make', keyName: title, scope: 'recordings:read' }],
        ['/settings/automation', { intent: 'webhook', url: 'https://example.org/', description: title, event: 'recording.done' }],
      ] as const) {
        expect([JSON.stringify(title), path, (await visitor.send(path, fields)).status]).toEqual([JSON.stringify(title), path, 400])
      }
    }
  })

  it('does nothing in files: no cue, no header and no page comes out of it', async () => {
    const { visitor } = house.ann
    const file = async (name: string) => {
      const answer = await visitor.fetch(`/recordings/${ids.recording}/${name}`)
      const headers = Object.fromEntries(answer.headers)
      expect([name, answer.status, headers['x-content-type-options']]).toEqual([name, 200, 'nosniff'])
      expect(headers['content-disposition']).toMatch(
        /^(attachment|inline); filename="[^"\\%\r\n<>]*"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/)
      expect(decodeURIComponent(headers['content-disposition']!)).not.toMatch(/[\p{Cc}\u202E<>:"/\\|?*]\w*\.\w+$/u)
      return { text: await answer.text(), type: headers['content-type'] }
    }
    const texts = { txt: 'text/plain', srt: 'application/x-subrip', vtt: 'text/vtt', json: 'application/json' }
    for (const [format, type] of Object.entries(texts)) expect((await file(`transcript.${format}`)).type).toBe(`${type}; charset=utf-8`)
    expect((await file('audio?download=1')).type).toBe('application/octet-stream')
    expect((await file('audio')).type).toBe('application/octet-stream')

    const vtt = (await file('transcript.vtt')).text
    expect(await readCues(vtt)).toEqual({ cues: vtt.match(/ --> /g)!.length, smuggled: [] })
    const chapters = (await file('chapters.vtt')).text
    expect(await readCues(chapters)).toEqual({ cues: 1, smuggled: [] })
    const blocks = (await file('transcript.srt')).text.trimEnd().split(/(?:\r\n|\r|\n){2,}/)
    blocks.forEach((block, at) => expect(block.split(/\r\n|\r|\n/).slice(0, 2)).toEqual([
      String(at + 1), expect.stringMatching(/^\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}$/)]))
    expect((await file('transcript.srt')).text.match(/-->/g)).toHaveLength(blocks.length)
    const lines = (await file('transcript.txt?times=1')).text.split('\n')
    expect(lines.filter((line) => /^(99|Smuggled)/.test(line))).toEqual([])
    expect(JSON.parse((await file('transcript.json')).text)).toMatchObject({ title: planted('title') })
  })

  /** The cues that a browser finds in a file of WebVTT, and those that begin where none was spoken. */
  function readCues(vtt: string): Promise<{ cues: number; smuggled: string[] }> {
    return reader.evaluate(async (text) => {
      const video = document.body.appendChild(document.createElement('video'))
      const track = video.appendChild(document.createElement('track'))
      track.track.mode = 'hidden'
      await new Promise((resolve, reject) => {
        track.onload = resolve
        track.onerror = reject
        track.src = URL.createObjectURL(new Blob([text], { type: 'text/vtt' }))
      })
      const cues = [...track.track.cues!] as VTTCue[]
      video.remove()
      const bad = (cue: VTTCue) => cue.getCueAsHTML().querySelector('x-live, script, a') !== null || cue.endTime === 9
      return { cues: cues.length, smuggled: cues.filter(bad).map(({ text: words }) => words) }
    }, vtt)
  }
})
