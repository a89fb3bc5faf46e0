import { useCallback, useEffect, useRef, useState } from 'react'
import type { ErrorBody } from '~/web/error-body'
import { paths } from '~/web/paths'
import { readAnswerEvents, type AnswerEvent } from './answer-events'
import type { TurnToShow } from './turn-to-show'

export interface Asking {
  /** The turn that is being answered, or was last; null before the first. */
  turn: TurnToShow | null
  /** Where it is kept, once it is written down. */
  conversationId: string | null
  isBusy: boolean
  /** Why it was refused, or ended without an answer. */
  error: ErrorBody | null
  ask(form: FormData): void
  /** Gives up waiting; what has been said stays in sight. */
  stop(): void
}

const idle = { turn: null, conversationId: null, isBusy: false, error: null }
const lost: ErrorBody = { code: 'unavailable', params: {}, message: '', field: null }

/** Asks without leaving the page, and shows the answer claim by claim. */
export function useAsking(onAnswered: (conversationId: string) => void): Asking {
  const [state, setState] = useState<Pick<Asking, 'turn' | 'conversationId' | 'isBusy' | 'error'>>(idle)
  const running = useRef<AbortController | null>(null)
  const answered = useRef(onAnswered)
  answered.current = onAnswered
  useEffect(() => () => running.current?.abort(), [])

  const ask = useCallback((form: FormData) => {
    running.current?.abort()
    const control = new AbortController()
    running.current = control
    const question = String(form.get('question') ?? '').trim()
    setState({ ...idle, isBusy: true, turn: makeTurn(question) })
    const body = new URLSearchParams([...form].map(([name, value]) => [name, String(value)]))
    let conversationId: string | null = null
    const run = async () => {
      const response = await fetch(paths.askAnswer(), { method: 'POST', body, signal: control.signal })
      if (!response.ok || !response.body) {
        const refusal = (await response.json().catch(() => null)) as { error?: ErrorBody } | null
        setState({ ...idle, error: refusal?.error ?? lost })
        return
      }
      let isEnded = false
      for await (const event of readAnswerEvents(response.body)) {
        if (event.type === 'asked') conversationId = event.conversationId
        isEnded ||= event.type === 'answered' || event.type === 'failed'
        setState((before) => ({
          ...before, conversationId, turn: before.turn && addEvent(before.turn, event),
          ...(event.type === 'failed' && { error: event.error }),
        }))
        if (event.type === 'answered' && conversationId) answered.current(conversationId)
      }
      setState((before) => ({ ...before, isBusy: false, error: isEnded ? before.error : lost }))
    }
    run().catch(() => {
      // Whoever stopped it, or asked anew, knows.
      if (running.current === control) {
        setState((before) => ({ ...before, isBusy: false, error: control.signal.aborted ? null : lost }))
      }
    })
  }, [])
  const stop = useCallback(() => running.current?.abort(), [])
  return { ...state, ask, stop }
}

function makeTurn(question: string): TurnToShow {
  return {
    id: 'new', question, status: 'answering', method: null, outcome: null, weaknesses: [], answer: '', citations: [],
    errorCode: null,
  }
}

function addEvent(turn: TurnToShow, event: AnswerEvent): TurnToShow {
  if (event.type === 'asked') return { ...turn, id: event.turnId }
  if (event.type === 'failed') return { ...turn, status: 'failed', errorCode: event.error.code }
  if (event.type === 'answered') {
    const { method, outcome, weaknesses } = event
    return { ...turn, status: 'done', method, outcome, weaknesses }
  }
  const answer = `${turn.answer}${turn.answer === '' ? '' : event.isNewLine ? '\n' : ' '}${event.text}`
  return { ...turn, answer, citations: [...turn.citations, ...event.citations] }
}
