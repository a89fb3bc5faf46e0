import { z } from 'zod'
import { fetchFile } from '#domain/uploads/fetch-file.server'
import { takeIn, useTranscript, type WaitingCall } from '../../at-once/take-in'
import { wantsStored } from '../../at-once/wants-stored'
import { wishedModel } from '../../at-once/wished-model'
import { defineEndpoint, type IncomingMedia } from '../../endpoint'
import { toListenJson } from '../listen-json'
import { listenQuery, refuseUnsupported, wishedLanguage } from '../listen-query'
import { listenShape } from '../listen-shape'

const remote = z.object({ url: z.string('The body is audio, or JSON with the url of a file.') })

export const listen = defineEndpoint({
  method: 'POST',
  path: '/listen',
  access: 'recordings:write',
  tag: 'Listen',
  summary: 'Transcribe a file, or what lies at an address, and wait for the transcript',
  query: listenQuery,
  body: { media: remote },
  answers: { 200: { description: 'The transcript.', json: listenShape } },
  async handle(call) {
    const { house, query, body, requestId } = call
    refuseUnsupported(query)
    const isStored = wantsStored(call)
    const modelId = await wishedModel(house, query.model)
    const wish = async () => ({ language: wishedLanguage(query), modelId })
    const taken = await takeIn(call, { ...(await open(call, body)), wish, isStored })
    return useTranscript(taken, async (made) => ({ status: 200 as const, json: toListenJson(made, query, requestId) }))
  },
})

/** The file itself, or the one that lies at the address. */
async function open({ house, signal }: WaitingCall, body: IncomingMedia<z.output<typeof remote>>) {
  if ('bytes' in body) return { fileName: '', bytes: body.bytes }
  return fetchFile({ url: body.json.url, allowsPrivate: house.understanding.webhooks.allowsPrivate, signal })
}
