import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'

const test = useDatabase()
const folder = path.join(import.meta.dirname, '../../db/migrations')
const statementsOf = async (ending: string) => {
  const name = (await readdir(folder)).find((file) => file.endsWith(ending))!
  return (await readFile(path.join(folder, name), 'utf8')).split('--> statement-breakpoint')
}

it('makes of each user’s one webhook the first of several, with its log', async () => {
  const [ann, bob] = [await addUser(test.db), await addUser(test.db)]
  const id = await addRecording(test.db, ann)
  await test.client.query('drop table webhook_deliveries, webhooks')
  for (const statement of await statementsOf('_translations.sql')) {
    if (/(TABLE|ON) "webhook(s|_deliveries)"/.test(statement)) await test.client.query(statement)
  }
  await test.client.query(`insert into webhooks (user_id, url, salt) values ($1, 'https://example.org/ann', 'salt')`, [ann])
  await test.client.query(
    `insert into webhook_deliveries (user_id, recording_id, event, outcome, status, duration_ms)
     values ($1, $3, 'recording.done', 'failed', 503, 5), ($1, $3, 'recording.done', 'delivered', 200, 7),
            ($1, null, 'test', 'refused', 404, 9), ($2, null, 'test', 'failed', null, 1)`, [ann, bob, id],
  )
  for (const statement of await statementsOf('_webhooks.sql')) await test.client.query(statement)
  const { rows: [webhook] } = await test.client.query('select * from webhooks')
  expect(webhook).toMatchObject({
    user_id: ann, url: 'https://example.org/ann', salt: 'salt', events: ['recording.done'], enabled: true, given_up: 0,
  })
  const { rows } = await test.client.query('select * from webhook_deliveries order by duration_ms')
  expect(rows).toMatchObject([
    { webhook_id: webhook.id, event_id: `${id}-done`, outcome: 'failed', status: 503, attempts: 1, by_hand: true },
    { webhook_id: webhook.id, event_id: `${id}-done`, outcome: 'delivered' },
    { webhook_id: webhook.id, event_id: expect.stringMatching(/^test-/), outcome: 'refused' },
  ])
  await test.client.query(`insert into webhooks (user_id, url, salt, events) values ($1, 'https://example.org/2', 'x', '{}')`, [ann])
})
