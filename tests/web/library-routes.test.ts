import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { addRecording, claim } from '#tests/db/test-accounts'
import { useTwoVisitors } from '#tests/support/two-visitors'
import { Visitor } from '#tests/support/visitor'

const house = useTwoVisitors()

const titleLink = /<a[^>]*href="\/recordings\/[0-9a-f-]{36}"[^>]*>([^<]+)<\/a>/g
const titles = (html: string) => [...html.matchAll(titleLink)].map((match) => match[1])

describe('the library', () => {
  it('shows the user’s own recordings, the newest first', async () => {
    await addRecording(house.web.db, house.annId, { title: 'First' })
    await addRecording(house.web.db, house.annId, { title: 'Cuộc họp <b>' })
    await addRecording(house.web.db, house.bobId, { title: 'Bob’s secret' })
    const { html } = await house.ann.open('/library')
    expect(titles(html)).toEqual(['Cuộc họp &lt;b&gt;', 'First'])
    expect(html).not.toContain('secret')
    expect(html).not.toContain('http-equiv="refresh"')
  })

  it('searches by title, whatever the accents, and filters by status', async () => {
    expect(titles((await house.ann.open('/library?q=cuoc+hop')).html)).toEqual(['Cuộc họp &lt;b&gt;'])
    expect((await house.ann.open('/library?q=secret')).html).toContain('Nothing found')
    await addRecording(house.web.db, house.annId, { title: 'Broken', until: 'failed' })
    const failed = await house.ann.open('/library?status=failed')
    expect(titles(failed.html)).toEqual(['Broken'])
    expect(failed.html).toContain('The recognition stopped unexpectedly.')
    expect(failed.html).toContain('value="retry"')
  })

  it('goes page by page without losing or repeating any', async () => {
    const eve = new Visitor(house.web.url)
    await eve.register('eve')
    const { rows } = await house.web.db.execute<{ id: string }>(
      sql`select id from users where email = 'eve@example.org'`)
    await house.web.db.execute(sql`
      insert into recordings (user_id, source, language, status, title)
      select ${rows[0]!.id}, 'upload', 'en', 'uploading', 'Talk ' || n from generate_series(1, 120) n`)
    const seen: (string | undefined)[] = []
    let path: string | undefined = '/library'
    for (let page = 0; path && page < 5; page += 1) {
      const { html }: { html: string } = await eve.open(path)
      seen.push(...titles(html))
      path = /href="(\/library\?cursor=[^"]+)"[^>]*>Next page/.exec(html)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toHaveLength(120)
    expect(new Set(seen).size).toBe(120)
    expect((await eve.open('/library?cursor=forged')).status).toBe(200)
  })

  it('shows how far open work is, and looks again without scripts', async () => {
    const id = await addRecording(
      house.web.db, house.annId, { title: 'Long one', durationMs: 120_000, until: 'processing' })
    await house.web.db.execute(sql`
      update recordings set progress_ms = 30000, started_at = now() - interval '10 seconds' where id = ${id}`)
    const { html } = await house.ann.open('/library')
    expect(html).toContain('0:30 of 2:00 transcribed')
    expect(html).toMatch(/about (30|40) s left/)
    expect(html).toMatch(/<progress[^>]*value="25"/)
    expect(html).toContain('<noscript><meta http-equiv="refresh" content="10"')
    expect((await house.ann.open(`/library?rename=${id}`)).html).not.toContain('http-equiv="refresh"')
  })

  it('renames in its own place', async () => {
    const id = await addRecording(house.web.db, house.annId, { title: 'Old name' })
    const { html } = await house.ann.open(`/library?q=name&rename=${id}`)
    expect(html).toMatch(/<input[^>]*name="title"[^>]*value="Old name"/)
    expect(html).toContain('name="returnTo" value="/library?q=name"')
  })
})

describe('live events', () => {
  /** Reads a user's stream until the text has come. */
  async function listen(visitor: Visitor) {
    const abort = new AbortController()
    const response = await visitor.fetch('/events', { signal: abort.signal })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let heard = ''
    return {
      async until(text: string) {
        while (!heard.includes(text)) {
          const { done, value } = await reader.read()
          if (done) throw new Error(`The stream ended; it said ${heard}`)
          heard += value
        }
        return heard
      },
      close: () => abort.abort(),
    }
  }

  it('tell a user what is open, then every step of their own recordings, and nothing of others’', async () => {
    const id = await addRecording(house.web.db, house.annId, { title: 'Followed', until: 'queued' })
    const own = await listen(house.ann)
    expect(await own.until('snapshot')).toContain(id)
    const other = await listen(house.bob)
    await other.until('snapshot')
    await claim(house.web.db, id)
    await house.web.db.execute(sql`update recordings set progress_ms = 1234 where id = ${id}`)
    const heard = await own.until('"progressMs":1234')
    expect(heard).toContain(`"recordingId":"${id}","status":"processing"`)
    const bobs = await addRecording(house.web.db, house.bobId, { until: 'queued' })
    const theirs = await other.until(bobs)
    expect(theirs).not.toContain(id)
    own.close()
    other.close()
  })

  it('are held to so many connections, and a closed one makes room', async () => {
    const open = await Promise.all(Array.from({ length: 10 }, () => listen(house.bob)))
    expect((await house.bob.fetch('/events')).status).toBe(429)
    open[0]!.close()
    await expect.poll(async () => {
      const abort = new AbortController()
      const { status } = await house.bob.fetch('/events', { signal: abort.signal })
      abort.abort()
      return status
    }).toBe(200)
    open.forEach((stream) => stream.close())
  })
})
