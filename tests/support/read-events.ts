export interface ReadEvent {
  event: string
  data: ReturnType<typeof JSON.parse>
}

/** Server-sent events of an answer, as they come; comments are passed over. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent, void, void> {
  const decoder = new TextDecoder()
  let open = ''
  for await (const chunk of response.body! as unknown as AsyncIterable<Uint8Array>) {
    open += decoder.decode(chunk, { stream: true })
    const blocks = open.split('\n\n')
    open = blocks.pop()!
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1]
      if (event !== undefined) yield { event, data: JSON.parse(/^data: (.*)$/m.exec(block)![1]!) }
    }
  }
}
