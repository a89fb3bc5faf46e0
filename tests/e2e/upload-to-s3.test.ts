import { readFile } from 'node:fs/promises'
import { PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3'
import type { Browser } from 'playwright-core'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { limits } from '#domain/limits/limits'
import { browserPath, startBrowser, whenHydrated } from '#tests/support/browser'
import { collect, sha256 } from '#tests/support/chunks'
import { wavFile } from '#tests/support/media-fixtures'
import { startS3Server, type S3Server } from '#tests/support/s3-server'
import { signIn } from '#tests/support/signed-in'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

/** The rule that docs/operations.md gives, with this origin in place of its example. */
async function documentedRule(origin: string) {
  const text = await readFile('docs/operations.md', 'utf8')
  const [, json] = /```json\n(\{\s*"CORSRules"[\s\S]*?)```/.exec(text) ?? []
  return JSON.parse(json!.replaceAll('https://steno.example', origin))
}

describe.skipIf(!browserPath)('an upload in a browser, straight to S3', () => {
  let s3: S3Server
  let web: TestWeb
  let browser: Browser
  beforeAll(async () => {
    s3 = await startS3Server()
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = s3
    const credentials = { accessKeyId, secretAccessKey }
    web = await startTestWeb({}, { storage: {
      kind: 's3', endpoint, publicEndpoint: endpoint, bucket, region, credentials, forcePathStyle: true, serverSideEncryption: 'AES256',
    } })
    browser = await startBrowser()
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    const CORSConfiguration = await documentedRule(web.url)
    await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration }))
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
    await s3.stop()
  })

  it('passes the page’s policy and the bucket’s rule, and nothing of it goes through Steno', async () => {
    const ann = await signIn(web, 'Ann')
    const { page, complaints, close } = await ann.visit(browser)
    const sent: string[] = []
    page.on('request', (request) => { if (request.method() === 'PUT') sent.push(new URL(request.url()).origin) })
    await page.goto('/upload')
    await whenHydrated(page)
    const samples = new Float32Array(limits.uploadPartBytes / 2 + 1000).map((_, at) => (at % 89) / 200)
    const buffer = wavFile({ samples, rate: 48_000, channels: 1 })
    await page.locator('input[type=file]').setInputFiles({ name: 'direct.wav', mimeType: 'audio/wav', buffer })
    await page.getByRole('listitem').filter({ hasText: 'direct.wav' }).getByText('In your library').waitFor()
    expect(sent).toEqual([s3.endpoint, s3.endpoint])
    const [stored] = await web.db.select().from(recordings).where(eq(recordings.fileName, 'direct.wav'))
    expect(stored).toMatchObject({ status: 'queued', bytes: buffer.length, sha256: sha256(buffer) })
    expect(sha256(await collect(await web.store.read(stored!.objectKey!)))).toBe(sha256(buffer))
    expect([complaints, web.errors]).toEqual([[], []])
    await close()
  })
})
