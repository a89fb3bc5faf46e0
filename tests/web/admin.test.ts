import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { addRecording } from '#tests/db/test-accounts'
import { useTwoVisitors } from '#tests/support/two-visitors'
import { Visitor } from '#tests/support/visitor'

// Ann came first, and is the administrator; Bob is a user like any other.
const house = useTwoVisitors()

const pages = () => [
  '/admin', '/admin/users', `/admin/users/${house.bobId}`, '/admin/plans', '/admin/queues', '/admin/failed', '/admin/live',
  '/admin/storage', '/admin/providers', '/admin/models', '/admin/audit',
]
const forms = (): [string, Record<string, string>][] => [
  ...['suspend', 'promote', 'demote', 'reactivate'].map((intent): [string, Record<string, string>] => [`/admin/users/${house.annId}`, { intent }]),
  [`/admin/users/${house.annId}`, { intent: 'plan', plan: 'ENTERPRISE' }],
  [`/admin/users/${house.annId}`, { intent: 'delete', email: 'ann@example.org' }],
  ['/admin/plans', { intent: 'plan', code: 'FREE' }],
  ['/admin/queues', { intent: 'discard', task: 'transcribe' }],
  ['/admin/failed', { intent: 'discard-all' }],
  ['/admin/live', { intent: 'end', id: house.annId }],
  ['/admin/storage', { intent: 'run', task: 'cleanup' }],
  ['/admin/models', { intent: 'pull', model: 'whisper-tiny' }],
]

/** What stands on a page, but for what is of the request alone. */
const told = (html: string) =>
  html.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|nonce="[^"]*"|[A-Za-z0-9+/_-]{22}==/g, '').match(/<main[\s\S]*<\/main>/)?.[0]
const audit = async () =>
  (await house.web.db.execute<{ action: string; subject: string; address: string }>(
    sql`select action, subject, address from audit_log order by id desc`)).rows

describe('to anybody but an administrator', () => {
  it('its pages are pages that are not there', async () => {
    for (const visitor of [house.bob, new Visitor(house.web.url)]) {
      const nothing = await visitor.fetch('/admin/nothing')
      const page = told(await nothing.text())
      expect([nothing.status, page]).toEqual([404, expect.stringContaining('does not exist')])
      for (const path of pages()) {
        const answer = await visitor.fetch(path)
        expect({ path, status: answer.status, page: told(await answer.text()) }).toEqual({ path, status: 404, page })
        const data = await visitor.fetch(`${path}.data`)
        expect([path, data.status]).toEqual([path, 404])
      }
    }
  })

  it('its forms do nothing', async () => {
    for (const visitor of [house.bob, new Visitor(house.web.url)]) {
      for (const [path, fields] of forms()) {
        expect([path, (await visitor.send(path, fields)).status]).toEqual([path, 404])
      }
    }
    expect(await audit()).toEqual([])
    expect((await house.ann.fetch('/admin/users')).status).toBe(200)
  })

  it('the way there is not shown', async () => {
    expect((await house.bob.open('/library')).html).not.toContain('/admin')
    expect((await house.ann.open('/library')).html).toContain('href="/admin"')
  })
})

describe('an administrator without scripts', () => {
  it('opens every page, in every language', async () => {
    for (const path of pages()) {
      for (const lang of ['en', 'vi', 'zh-TW']) {
        const answer = await new Visitor(house.web.url, { 'Accept-Language': lang })
          .fetch(path, { headers: { Cookie: [...house.ann.cookies].map((pair) => pair.join('=')).join('; ') }, redirect: 'follow' })
        const html = await answer.text()
        expect({ path, status: answer.status, missing: /admin\.\w+\.\w+/.test(html.match(/<main[\s\S]*<\/main>/)![0]) })
          .toEqual({ path, status: 200, missing: false })
      }
    }
  })

  it('finds an account and gives it another plan, suspends it and lets it in again', async () => {
    const page = `/admin/users/${house.bobId}`
    expect((await house.ann.open('/admin/users?q=BOB')).html).toContain(page)
    expect((await house.ann.open('/admin/users?q=nobody')).html).toContain('No account fits')
    expect((await house.ann.open('/admin/users?cursor=x')).status).toBe(200)
    expect((await house.ann.send(page, { intent: 'plan', plan: 'PREMIUM' })).headers.get('Location')).toBe(page)
    expect((await house.ann.send(page, { intent: 'plan', plan: 'NONE' })).status).toBe(400)
    await house.ann.send(page, { intent: 'suspend' })
    expect((await house.bob.fetch('/library')).status).toBe(302)
    await house.ann.send(page, { intent: 'reactivate' })
    await house.bob.send('/login', { email: 'bob@example.org', password: 'correct horse battery' })
    expect((await house.bob.fetch('/library')).status).toBe(200)
    expect((await audit()).slice(0, 3).map(({ action, subject }) => [action, subject])).toEqual([
      ['user.reactivate', 'bob@example.org'], ['user.suspend', 'bob@example.org'], ['user.plan', 'bob@example.org'],
    ])
    expect((await audit())[0]!.address).toMatch(/^(::1|127\.0\.0\.1|::ffff:127\.0\.0\.1)$/)
    expect((await house.ann.open('/admin/audit')).html).toContain('Changed the plan of')
  })

  it('cannot do it to themselves', async () => {
    for (const intent of ['suspend', 'demote']) {
      expect((await house.ann.send(`/admin/users/${house.annId}`, { intent })).status).toBe(403)
    }
    const html = (await house.ann.open(`/admin/users/${house.annId}`)).html
    expect(html).toContain('This is your own account')
    expect(html).not.toContain('value="suspend"')
  })

  it('changes what a plan allows, and is told beside the field what is no number', async () => {
    const fields = {
      intent: 'plan', code: 'FREE', monthlyMinutes: '60', monthlyUsageLimit: '', uploadMegabytes: '100', retentionDays: '', audioRetentionDays: '14', parallelJobs: '2',
    }
    const refused = await house.ann.send('/admin/plans', { ...fields, parallelJobs: 'many' })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('aria-invalid="true"')])
    expect((await house.ann.send('/admin/plans', fields)).status).toBe(302)
    const html = (await house.ann.open('/admin/plans')).html
    expect(html).toMatch(/name="audioRetentionDays"[^>]*value="14"/)
    expect((await house.bob.open('/settings/plan')).html).toContain('100 MB')
  })

  it('settles failures one by one, chosen ones, and all', async () => {
    const { db } = house.web
    await db.execute(sql`update plans set monthly_minutes = null, monthly_usage_limit = null`)
    for (const title of ['<b>one</b>', 'two', 'three', 'four']) await addRecording(db, house.bobId, { title, until: 'failed' })
    const { rows } = await db.execute<{ id: number }>(sql`select id::int as id from job_failures where settled_at is null order by id`)
    const [one, two, three] = rows.map(({ id }) => String(id)) as [string, string, string]
    expect((await house.ann.open('/admin/failed')).html).toContain('&lt;b&gt;one&lt;/b&gt;')
    await house.ann.send('/admin/failed', { intent: 'discard', id: one })
    const chosen = new FormData()
    for (const [name, value] of [['intent', 'replay-chosen'], ['id', two], ['id', three]] as const) chosen.append(name, value)
    expect((await house.ann.send('/admin/failed', chosen)).status).toBe(302)
    const open = async () => (await db.execute(sql`select from job_failures where settled_at is null`)).rows.length
    expect(await open()).toBe(1)
    expect((await house.ann.send('/admin/failed', { intent: 'discard-all' })).status).toBe(302)
    expect(await open()).toBe(0)
    expect((await house.ann.send('/admin/failed', { intent: 'discard-most' })).status).toBe(400)
    const queues = (await house.ann.open('/admin/queues')).html
    expect(queues).toContain('transcribe')
  })

  it('ends a live session, has upkeep run and a model fetched', async () => {
    const { db } = house.web
    const live = await db.execute<{ id: string }>(sql`
      select recording_id as id from sp_start_live(${house.bobId}, 'en', null, 'Secret plans', 4)`)
    const html = (await house.ann.open('/admin/live')).html
    expect(html).toContain('bob@example.org')
    expect(html).not.toContain('Secret plans')
    await house.ann.send('/admin/live', { intent: 'end', id: live.rows[0]!.id })
    expect((await house.ann.open('/admin/live')).html).toContain('Nobody is speaking')
    expect((await house.ann.send('/admin/live', { intent: 'end', id: 'x' })).status).toBe(404)
    expect((await house.ann.send('/admin/storage', { intent: 'run', task: 'reconcile' })).status).toBe(302)
    expect((await house.ann.send('/admin/storage', { intent: 'run', task: 'transcribe' })).status).toBe(400)
    expect((await house.ann.send('/admin/models', { intent: 'pull', model: 'none' })).status).toBe(422)
    const jobs = await db.execute<{ key: string }>(sql`select key from graphile_worker.jobs where key = 'reconcile'`)
    expect(jobs.rows).toHaveLength(1)
  })

  it('deletes an account only after its address has been typed', async () => {
    const page = `/admin/users/${house.bobId}`
    expect((await house.ann.send(page, { intent: 'delete', email: 'bob' })).status).toBe(400)
    expect((await house.ann.send(page, { intent: 'delete', email: 'Bob@example.org' })).headers.get('Location')).toBe('/admin/users')
    expect((await house.ann.open(page)).status).toBe(404)
    expect((await house.bob.fetch('/library')).status).toBe(302)
    expect((await audit())[0]).toMatchObject({ action: 'user.delete', subject: 'bob@example.org' })
  })
})
