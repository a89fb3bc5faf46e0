import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { useAsking } from '#tests/support/asking'
import { limits } from '../limits/limits'
import { deleteConversations, listConversations } from './conversations.server'
import { requireConversation } from './get-conversation.server'

const asking = useAsking()
const { answerTo } = asking

describe('a conversation', () => {
  it('is listed by its first question, and can be deleted', async () => {
    asking.server.answerWith('Nine. [1]')
    const { conversation } = await answerTo({ recordingId: asking.id })
    await answerTo({ question: 'And then?', conversationId: conversation.id })
    expect((await listConversations(asking.db, asking.ann, { recordingId: asking.id })).items).toMatchObject([
      { question: 'When does it begin?', turns: 2, recordingTitle: 'Weekly' },
    ])
    await deleteConversations(asking.db, asking.ann, conversation.id)
    expect((await listConversations(asking.db, asking.ann)).items).toEqual([])
  })

  it('is reached however many are newer, each once, and in the order of the last question', async () => {
    const pages = 2
    const count = pages * limits.conversationsPageRows + 1
    // All of one moment: only their ids tell them apart.
    await asking.db.execute(sql`
      with made as (insert into conversations (user_id) select ${asking.ann}::uuid from generate_series(1, ${count}) returning id)
      insert into conversation_turns (conversation_id, position, question, status) select id, 1, 'Old?', 'done' from made`)
    await asking.db.execute(sql`insert into conversations (user_id, recording_id) values (${asking.bob}::uuid, null)`)
    asking.server.answerWith('Nine. [1]')
    await answerTo({ recordingId: asking.id })
    const seen: string[] = []
    let cursor: string | null = null
    let read = 0
    do {
      const page = await listConversations(asking.db, asking.ann, { cursor })
      seen.push(...page.items.map((item) => item.question))
      cursor = page.nextCursor
      read++
    } while (cursor !== null)
    expect([read, seen.length, seen[0]]).toEqual([pages + 1, count + 1, 'When does it begin?'])
    expect(new Set(seen.slice(1))).toEqual(new Set(['Old?']))
    await expect(listConversations(asking.db, asking.ann, { cursor: 'x' })).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('quotes nothing of a recording that was deleted', async () => {
    asking.server.answerWith('Nine. [1]')
    const { conversation } = await answerTo()
    await asking.db.delete(recordings).where(eq(recordings.id, asking.id))
    const [turn] = (await requireConversation(asking.db, asking.ann, conversation.id)).turns
    expect(turn).toMatchObject({ answer: 'Nine. [1]', citations: [] })
  })

  it('knows when a transcript has changed since', async () => {
    asking.server.answerWith('Nine. [1]')
    const { conversation } = await answerTo()
    await asking.db.execute(sql`delete from segments where recording_id = ${asking.id}`)
    const [turn] = (await requireConversation(asking.db, asking.ann, conversation.id)).turns
    expect(turn?.citations).toMatchObject([{ quote: 'The meeting begins at nine.', place: null }])
  })
})
