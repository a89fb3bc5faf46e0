import {
  type Attributes, context, isSpanContextValid, type Span, type SpanContext, SpanKind, SpanStatusCode, trace,
} from '@opentelemetry/api'
import { isAppError } from '../errors/app-error'

/** What a span is of: a request that came in, a job that was taken from the queue, a call to another server, or none of these. */
export type SpanPurpose = 'request' | 'job' | 'call' | 'part'

export interface SpanOptions {
  purpose: SpanPurpose
  /** W3C `traceparent` of what caused it; without one, what is going on already. Text that is none counts as none. */
  parent?: string | null
  /** Facts that name nobody and quote nothing: ids, names from closed sets, counts. */
  attributes?: Attributes
}

const kinds = { request: SpanKind.SERVER, job: SpanKind.CONSUMER, call: SpanKind.CLIENT, part: SpanKind.INTERNAL } as const
const tracer = () => trace.getTracer('steno')

/** Reads a W3C `traceparent`; null where it is none. Untrusted: browsers and programs send it. */
export function parseTraceparent(text: unknown): SpanContext | null {
  const parts = typeof text === 'string' ? /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text) : null
  if (!parts) return null
  const found: SpanContext = {
    traceId: parts[1]!, spanId: parts[2]!, traceFlags: Number.parseInt(parts[3]!, 16) & 1, isRemote: true,
  }
  return isSpanContextValid(found) ? found : null
}

/** What is going on as W3C `traceparent`, to be handed on with a job; null while nothing is traced. */
export function currentTraceparent(): string | null {
  const found = trace.getActiveSpan()?.spanContext()
  if (!found || !isSpanContextValid(found)) return null
  return `00-${found.traceId}-${found.spanId}-0${found.traceFlags & 1}`
}

/** What a new recording's row keeps of the trace that it is made in, so that its jobs go on with that; JSON for its `meta`. */
export function tracedMeta(): string {
  const traceparent = currentTraceparent()
  return JSON.stringify(traceparent ? { traceparent } : {})
}

/** Ids that lead from a line of the log to its trace; none while nothing is traced. */
export function currentTraceIds(): { traceId?: string; spanId?: string } {
  const found = trace.getActiveSpan()?.spanContext()
  return found && isSpanContextValid(found) ? { traceId: found.traceId, spanId: found.spanId } : {}
}

/** Begins a span that its caller ends; `run` has it as the current one. */
export function beginSpan(name: string, { purpose, parent, attributes = {} }: SpanOptions) {
  const remote = parseTraceparent(parent)
  const around = remote ? trace.setSpanContext(context.active(), remote) : context.active()
  const span = tracer().startSpan(name, { kind: kinds[purpose], attributes }, around)
  return { span, run: <T>(work: () => T): T => context.with(trace.setSpan(around, span), work) }
}

/** Does the work in a span. What it throws is told by its code alone, since messages may quote what is private. */
export async function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { span, run } = beginSpan(name, options)
  try {
    return await run(() => work(span))
  } catch (error) {
    const code = isAppError(error) ? error.code : error instanceof Error ? error.name : 'unknown'
    span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR, message: code })
    throw error
  } finally {
    span.end()
  }
}
