/** A browser without scripts: plain HTTP with a jar for cookies. Redirects are not followed but by `open`. */
export class Visitor {
  readonly cookies = new Map<string, string>()

  constructor(readonly url: string, readonly headers: Record<string, string> = {}) {}

  /** Asks for a path, and keeps the cookies of the answer. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ ...this.headers, ...(init.headers as Record<string, string> | undefined) })
    if (this.cookies.size > 0) headers.set('Cookie', [...this.cookies].map((pair) => pair.join('=')).join('; '))
    const response = await fetch(new URL(path, this.url), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  /** Opens a page as a browser does, redirects followed. */
  async open(path: string): Promise<{ status: number; html: string }> {
    const response = await this.fetch(path)
    const location = response.headers.get('Location')
    if (location && response.status < 400) return this.open(location)
    return { status: response.status, html: await response.text() }
  }

  /** Sends a form as browsers do from a page of the same origin; with files where it is a FormData. */
  send(path: string, fields: Record<string, string> | FormData, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(path, {
      method: 'POST',
      body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      headers: { 'Sec-Fetch-Site': 'same-origin', ...headers },
    })
  }

  /** Makes an account and is logged in; the address is `<name>@example.org`. */
  async register(name: string): Promise<void> {
    const response = await this.send('/register', {
      userName: name, email: `${name.toLowerCase()}@example.org`, password: 'correct horse battery',
    })
    if (response.status !== 302) throw new Error(`${name} could not register: ${await response.text()}`)
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', ...value] = pair.split('=')
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
    else this.cookies.set(name, value.join('='))
  }
}
