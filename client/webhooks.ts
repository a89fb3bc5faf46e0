import type { components, paths } from './api-types'
import { initOf, type CallOptions } from './call-options'
import { dataOf, type Http } from './http'
import { eachOf, type Page } from './pages'

export type Webhook = components['schemas']['Webhook']
export type WebhookWithSecret = components['schemas']['WebhookWithSecret']
export type WebhookDelivery = components['schemas']['WebhookDelivery']
export type NewWebhook = paths['/webhooks']['post']['requestBody']['content']['application/json']
export type WebhookChange = paths['/webhooks/{id}']['patch']['requestBody']['content']['application/json']
export type DeliveryQuery = NonNullable<paths['/webhooks/{id}/deliveries']['get']['parameters']['query']>

/** Where Steno tells of what becomes of recordings. */
export class Webhooks {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  async list(options: CallOptions = {}): Promise<Webhook[]> {
    return (await dataOf(this.#http.GET('/webhooks', initOf(options)))).items
  }

  get(id: string, options: CallOptions = {}): Promise<Webhook> {
    return dataOf(this.#http.GET('/webhooks/{id}', { ...initOf(options), params: { path: { id } } }))
  }

  /** The secret is in this answer, and in no other. */
  create(webhook: NewWebhook, options: CallOptions = {}): Promise<WebhookWithSecret> {
    return dataOf(this.#http.POST('/webhooks', { ...initOf(options), body: webhook }))
  }

  change(id: string, change: WebhookChange, options: CallOptions = {}): Promise<Webhook> {
    return dataOf(this.#http.PATCH('/webhooks/{id}', { ...initOf(options), params: { path: { id } }, body: change }))
  }

  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.#http.DELETE('/webhooks/{id}', { ...initOf(options), params: { path: { id } } })
  }

  rotateSecret(id: string, { endOld = false, ...options }: CallOptions & { endOld?: boolean } = {}): Promise<WebhookWithSecret> {
    const init = { ...initOf(options), params: { path: { id } }, body: { endOld } }
    return dataOf(this.#http.POST('/webhooks/{id}/rotate-secret', init))
  }

  /** Sends a test; the answer says how it went. */
  test(id: string, options: CallOptions = {}): Promise<WebhookDelivery> {
    return dataOf(this.#http.POST('/webhooks/{id}/test', { ...initOf(options), params: { path: { id } } }))
  }

  /** Everything that it was told and that is still kept, the latest first. */
  deliveries(id: string, query: Omit<DeliveryQuery, 'cursor'> = {}, options: CallOptions = {}): AsyncGenerator<WebhookDelivery, void, void> {
    return eachOf((cursor) => this.deliveryPage(id, { ...query, cursor }, options))
  }

  deliveryPage(id: string, query: DeliveryQuery = {}, options: CallOptions = {}): Promise<Page<WebhookDelivery>> {
    return dataOf(this.#http.GET('/webhooks/{id}/deliveries', { ...initOf(options), params: { path: { id }, query } }))
  }

  redeliver(id: string, deliveryId: string, options: CallOptions = {}): Promise<WebhookDelivery> {
    const init = { ...initOf(options), params: { path: { id, deliveryId } } }
    return dataOf(this.#http.POST('/webhooks/{id}/deliveries/{deliveryId}/redeliver', init))
  }
}
