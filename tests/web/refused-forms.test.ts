import { beforeAll, describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { targetLanguages } from '#domain/translation/target-languages'
import { createWebhook } from '#domain/webhooks/webhooks.server'
import { useTwoVisitors } from '#tests/support/two-visitors'

const house = useTwoVisitors()
let webhook: string
beforeAll(async () => {
  const wish = { url: 'https://example.org/before', description: 'Before', events: ['recording.done' as const] }
  webhook = (await createWebhook(house.web.db, house.annId, wish, { secret: 'a secret', allowsPrivate: false })).webhook.id
})

const tooMany = [...targetLanguages.slice(0, limits.translationLanguagesMax + 1)]

/** A form as somebody without scripts fills it in, wrong in one field. */
type Filled = readonly (readonly [name: string, value: string])[]

/** What its fields hold when it comes back. */
function fieldsOf(html: string): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  const put = (name: string | undefined, value: string) => { if (name) (found[name] ??= []).push(decode(value)) }
  const of = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    if (/type="checkbox"/.test(tag) ? / checked=""/.test(tag) : true) put(of(tag, 'name'), of(tag, 'value') ?? '')
  }
  for (const [, tag, text] of html.matchAll(/(<textarea [^>]*>)([^<]*)</g)) put(of(tag!, 'name'), text!)
  for (const [, tag, options] of html.matchAll(/(<select [^>]*>)([\s\S]*?)<\/select>/g)) {
    const chosen = [...options!.matchAll(/<option [^>]*>/g)].map(([option]) => option).find((option) => / selected=""/.test(option))
    put(of(tag!, 'name'), chosen === undefined ? '' : of(chosen, 'value') ?? '')
  }
  return found
}
const decode = (text: string) => text.replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

const forms: [name: string, path: () => string, filled: Filled, kept: Record<string, string[]>][] = [
  ['a plan', () => '/admin/plans', [
    ['intent', 'plan'], ['code', 'BASIC'], ['monthlyMinutes', '77'], ['monthlyUsageLimit', '"many"'], ['uploadMegabytes', '123'],
    ['parallelJobs', '9'], ['retentionDays', ''], ['audioRetentionDays', '31'],
  ], { monthlyMinutes: ['77'], monthlyUsageLimit: ['"many"'], uploadMegabytes: ['123'], parallelJobs: ['9'], retentionDays: [''], audioRetentionDays: ['31'] }],
  ['the address that deletes an account', () => `/admin/users/${house.bobId}`,
    [['intent', 'delete'], ['email', 'bobb@example.org']], { email: ['bobb@example.org'] }],
  ['the profile', () => '/settings/profile',
    [['intent', 'profile'], ['name', 'x'.repeat(81)], ['locale', 'vi'], ['theme', 'dark']], { name: ['x'.repeat(81)], locale: ['vi'], theme: ['dark'] }],
  ['wishes for summaries', () => '/settings/summaries',
    [['language', 'spoken'], ['instructions', 'y'.repeat(1001)]], { language: ['spoken'], instructions: ['y'.repeat(1001)] }],
  ['a key', () => '/settings/keys',
    [['intent', 'make'], ['keyName', ''], ['scope', 'search'], ['scope', 'ask']], { keyName: [''], scope: ['search', 'ask'] }],
  ['a key that may do nothing', () => '/settings/keys', [['intent', 'make'], ['keyName', 'Mine']], { keyName: ['Mine'], scope: [] }],
  ['a new webhook', () => '/settings/automation',
    [['intent', 'webhook'], ['url', 'ftp://example.org/'], ['description', 'The <b>archive'], ['event', 'recording.failed']],
    { url: ['ftp://example.org/'], description: ['The <b>archive'], event: ['recording.failed'] }],
  ['too many languages', () => '/settings/automation',
    [['intent', 'languages'], ...tooMany.map((language) => ['language', language] as const)], { language: tooMany }],
  ['a question', () => '/ask', [['intent', 'ask'], ['question', 'z'.repeat(1001)]], { question: ['z'.repeat(1001)] }],
  ['a webhook', () => `/settings/automation/webhooks/${webhook}`,
    [['intent', 'change'], ['url', 'https://example.org/after'], ['description', 'After']],
    { url: ['https://example.org/after'], description: ['After'], event: [] }],
]

describe('a form that is refused comes back as it was filled in, without scripts', () => {
  it.each(forms)('%s', async (_name, path, filled, kept) => {
    const body = new FormData()
    for (const [name, value] of filled) body.append(name, value)
    const answer = await house.ann.send(path(), body)
    expect(answer.status).toBe(400)
    const html = await answer.text()
    const found = fieldsOf(formWith(html, filled))
    expect(Object.fromEntries(Object.keys(kept).map((name) => [name, [...found[name] ?? []].sort()])))
      .toEqual(Object.fromEntries(Object.entries(kept).map(([name, values]) => [name, [...values].sort()])))
  })

  it('never with a password in it', async () => {
    const answer = await house.ann.send('/settings/account', { intent: 'password', current: 'open sesame', next: 'short' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toMatch(/open sesame|"short"/)
  })

  it('and the other plans on the page as they are', async () => {
    const body = new FormData()
    for (const [name, value] of forms[0]![2]) body.append(name, value)
    const html = await (await house.ann.send('/admin/plans', body)).text()
    expect(html.match(/value="77"/g)).toHaveLength(1)
    expect(html.match(/aria-invalid="true"/g)).toHaveLength(1)
  })
})

/** The form on the page that was sent: the one that says the same of itself and has its fields. */
function formWith(html: string, filled: Filled): string {
  const code = filled.find(([name]) => name === 'code')?.[1]
  const names = filled.map(([name]) => name).filter((name) => name !== 'intent')
  const all = [...html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => form)
  const form = all.find((one) => names.every((name) => one.includes(` name="${name}"`)) && (code === undefined || one.includes(`value="${code}"`)))
  if (!form) throw new Error('The form is not on the page.')
  return form
}
