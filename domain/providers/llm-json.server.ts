import { z, type ZodType } from 'zod'
import { AppError } from '#domain/errors/app-error'
import type { LlmReply, LlmRequest, LlmUsage } from './llm'

type Complete = (request: LlmRequest, schema: object | null) => Promise<LlmReply>

/** An answer in the shape of a schema: see `Llm.json`. The prompt itself must describe the shape. */
export async function askForJson<T>(
  complete: Complete, request: LlmRequest, schema: ZodType<T>,
): Promise<{ value: T; usage: LlmUsage }> {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const first = await complete(request, shape)
  const read = readJson(first.text, schema)
  if ('value' in read) return { value: read.value, usage: first.usage }

  const complaint = `This is not the JSON that was asked for: ${read.complaint} Answer with the corrected JSON alone.`
  const messages = [
    ...request.messages,
    { role: 'assistant' as const, content: first.text },
    { role: 'user' as const, content: complaint },
  ]
  const second = await complete({ ...request, messages }, shape).catch((error: unknown) => {
    throw new AppError('provider_garbled', 'The model server gave an answer that cannot be used.', { cause: error })
  })
  const reread = readJson(second.text, schema)
  if ('value' in reread) return { value: reread.value, usage: sum(first.usage, second.usage) }
  throw new AppError('provider_garbled', 'The model server gave an answer that cannot be used.')
}

/** Models like to wrap JSON in a code fence or a sentence. */
function readJson<T>(text: string, schema: ZodType<T>): { value: T } | { complaint: string } {
  const body = /[[{][\s\S]*[\]}]/.exec(text)?.[0]
  if (!body) return { complaint: 'there is no JSON in it.' }
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return { complaint: 'it cannot be parsed.' }
  }
  const result = schema.safeParse(parsed)
  if (result.success) return { value: result.data }
  const issue = result.error.issues[0]
  return { complaint: `at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'it does not fit'}.` }
}

function sum(one: LlmUsage, other: LlmUsage): LlmUsage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    isEstimated: one.isEstimated || other.isEstimated,
  }
}
