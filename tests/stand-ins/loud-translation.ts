/** A translator's answer for the stand-in: every line by its number, in capital letters. */
export function translateLoudly(messages: readonly { role: string; content: string }[]): string {
  const { lines } = JSON.parse(messages.at(-1)!.content) as { lines: { n: number; text: string }[] }
  return JSON.stringify({ lines: lines.map(({ n, text }) => ({ n, text: text.toUpperCase() })) })
}
