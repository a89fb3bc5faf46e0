/** The last few lines that a process wrote, for the message that says why it was given up. */
export class LastLines {
  readonly lines: string[] = []

  constructor(private readonly linesMax: number) {}

  add(line: string): void {
    if (!line.trim()) return
    this.lines.push(line.slice(0, 500))
    if (this.lines.length > this.linesMax) this.lines.shift()
  }
}
