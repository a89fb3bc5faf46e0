import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type OpenAiStandIn, startOpenAiServer } from '#tests/stand-ins/openai-server'

export interface AnsweringModel {
  readonly server: OpenAiStandIn
  /** For the processes that shall ask it. */
  readonly env: Record<string, string>
}

/** A language model that gives this answer to whatever it is asked, before each test of a file anew. Comes before the house that asks it. */
export function useAnsweringModel(answer: string): AnsweringModel {
  let server: OpenAiStandIn
  const env: Record<string, string> = {}
  beforeAll(async () => {
    server = await startOpenAiServer()
    Object.assign(env, { OPENAI_BASE_URL: server.url, STENO_LLM_MODEL: 'stand-in' })
  })
  afterAll(() => server.close())
  beforeEach(() => {
    server.recover()
    server.requests.length = 0
    server.answerWith(answer)
  })
  return { get server() { return server }, env }
}
