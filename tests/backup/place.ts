import path from 'node:path'
import { listTables } from '#domain/backup/tables.server'
import type { Config } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { collect } from '#tests/support/chunks'
import { connect } from '#tests/worker/rows'

/** A data folder, with keys of its own once they are asked for, and a storage: a folder in it, or what is named. */
export class Place {
  constructor(readonly dataDir: string, private storage: Config['storage'] = { kind: 'file', dir: path.join(dataDir, 'objects') }) {}
  get masterKeysFile() {
    return path.join(this.dataDir, 'secrets/master-keys')
  }
  async store(): Promise<ObjectStore> {
    const { masterKeysFile } = await ensureSecrets({ dataDir: this.dataDir, secret: null })
    return openObjectStore(this.storage, masterKeysFile, () => {})
  }
}

/** Every row of every table, as text, but for the facts that a place has about itself. */
export async function allRows(url: string): Promise<Record<string, string[]>> {
  const client = await connect(url)
  const found: Record<string, string[]> = {}
  for (const { name, columns } of await listTables(client)) {
    const values = columns.map((column) => `"${column.name}"::text`).join(', ')
    const { rows } = await client.query<{ row: string }>(`select to_json(array[${values}])::text as row from "${name}" order by 1`)
    if (name !== 'installation') found[name] = rows.map(({ row }) => row)
  }
  await client.end()
  return found
}

export const contentOf = async (store: ObjectStore, key: string): Promise<Buffer> => collect(await store.read(key))

export async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  return keys.filter((key) => key !== 'installation/id').sort()
}
