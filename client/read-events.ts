/** A server-sent event, its data parsed. */
export interface ReceivedEvent {
  event: string
  data: unknown
}

/** Server-sent events of an answer, as they come. Ends where the answer ends; comments are passed over. */
export async function* readEvents(response: Response): AsyncGenerator<ReceivedEvent, void, void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let open = ''
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const blocks = (open + next.value).split(/\r?\n\r?\n/)
      open = blocks.pop()!
      for (const block of blocks) {
        const event = parseBlock(block)
        if (event) yield event
      }
    }
  } finally {
    // Whoever stops listening closes the connection.
    await reader.cancel().catch(() => {})
  }
}

function parseBlock(block: string): ReceivedEvent | null {
  const fieldsOf = (name: string) => block.split(/\r?\n/)
    .filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''))
  const data = fieldsOf('data')
  return data.length === 0 ? null : { event: fieldsOf('event')[0] ?? 'message', data: JSON.parse(data.join('\n')) as unknown }
}
