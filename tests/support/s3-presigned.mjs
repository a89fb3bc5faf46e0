import { createHash, createHmac } from 'node:crypto'

const hmac = (key, text) => createHmac('sha256', key).update(text).digest()
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * Whether the signature of a request with a signed address (AWS Signature Version 4, in the query) is that of the request as
 * it has come: method, path, query, and each header that it says to have signed.
 */
export function isSignedBy(secret, { method, url, headers }) {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const [, day, region, service] = searchParams.get('X-Amz-Credential').split('/')
  const signedHeaders = searchParams.get('X-Amz-SignedHeaders')
  const query = [...searchParams].filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&')
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${headers[name] ?? ''}\n`).join('')
  const canonical = [method, pathname, query, canonicalHeaders, signedHeaders, 'UNSIGNED-PAYLOAD'].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const hash = createHash('sha256').update(canonical).digest('hex')
  const toSign = ['AWS4-HMAC-SHA256', searchParams.get('X-Amz-Date'), scope, hash].join('\n')
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request')
  return createHmac('sha256', key).update(toSign).digest('hex') === searchParams.get('X-Amz-Signature')
}
