import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { toErrorBody } from './error-body'

/** A loader whose AppErrors become error pages with the status of their code. */
export function makeLoader<T>(load: (args: LoaderFunctionArgs) => Promise<T>) {
  return async (args: LoaderFunctionArgs): Promise<T> => {
    try {
      return await load(args)
    } catch (error) {
      const body = toErrorBody(error)
      if (!body) throw error
      throw data(body, { status: body.status })
    }
  }
}

/**
 * An action whose AppErrors become `{error}` beside the form that was sent, with the status of their code. `not_found` and
 * `forbidden` become error pages, since the page to show the form on is missing too.
 */
export function makeAction<T>(act: (args: ActionFunctionArgs) => Promise<T>) {
  return async (args: ActionFunctionArgs) => {
    try {
      return await act(args)
    } catch (error) {
      const body = toErrorBody(error)
      if (!body) throw error
      if (body.code === 'not_found' || body.code === 'forbidden') throw data(body, { status: body.status })
      return data({ error: body }, { status: body.status })
    }
  }
}
