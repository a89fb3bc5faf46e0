import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parse, parseAllDocuments } from 'yaml'

export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string> }
  /** Manifests differ by kind; each test knows what it looks at. */
  spec: ReturnType<typeof JSON.parse>
  data?: Record<string, string>
}

interface Kustomization {
  resources?: string[]
  components?: string[]
  namespace?: string
  patches?: { path?: string; patch?: string; target?: { kind?: string; name?: string } }[]
  images?: { name: string; newName?: string; newTag?: string }[]
  replicas?: { name: string; count: number }[]
  configMapGenerator?: { name: string; literals?: string[] }[]
}

/** Lists whose items are told apart by name; all others are replaced whole. */
const listsByName = new Set(['containers', 'env', 'volumes'])

/**
 * What `kubectl kustomize` makes of a folder, as far as these manifests use it: resources, components, strategic patches, images,
 * replicas, and config maps (without the hashes in their names).
 */
export function resolveKustomization(folder: string, given: Manifest[] = []): Manifest[] {
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8')
  const kustomization = parse(read('kustomization.yaml')) as Kustomization
  const { resources = [], components = [], patches = [], images = [], replicas = [], configMapGenerator = [] } = kustomization
  let manifests = [...given, ...resources.flatMap((name) => {
    const place = path.join(folder, name)
    return statSync(place).isDirectory()
      ? resolveKustomization(place)
      : parseAllDocuments(read(name), { merge: true }).map((document) => document.toJS() as Manifest)
  })]
  for (const name of components) manifests = resolveKustomization(path.join(folder, name), manifests)
  for (const { name, literals = [] } of configMapGenerator) {
    const data = Object.fromEntries(literals.map((literal) => [literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1)]))
    const present = manifests.find((manifest) => manifest.kind === 'ConfigMap' && manifest.metadata.name === name)
    if (present) Object.assign(present.data!, data)
    else manifests.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, spec: undefined, data })
  }
  for (const { path: file, patch, target } of patches) {
    const change = parse(patch ?? read(file!)) as Manifest
    const kind = target?.kind ?? change.kind
    const name = new RegExp(`^(${target ? (target.name ?? '.*') : change.metadata.name})$`)
    const found = manifests.filter((manifest) => manifest.kind === kind && name.test(manifest.metadata.name))
    if (found.length === 0) throw new Error(`A patch in ${folder} finds no ${kind} ${name.source}.`)
    for (const manifest of found) manifest.spec = merged(manifest.spec, change.spec)
  }
  for (const { name, count } of replicas) {
    for (const manifest of manifests) if (manifest.kind === 'Deployment' && manifest.metadata.name === name) manifest.spec.replicas = count
  }
  for (const { name, newName = name, newTag } of images) {
    for (const container of manifests.flatMap(containersOf)) {
      if (container.image === name) container.image = newTag ? `${newName}:${newTag}` : newName
    }
  }
  if (kustomization.namespace) for (const manifest of manifests) manifest.metadata.namespace = kustomization.namespace
  return manifests
}

export interface Container {
  name: string
  image: string
  args?: string[]
  env?: { name: string; value: string }[]
  ports?: { name: string; containerPort: number }[]
  [key: string]: ReturnType<typeof JSON.parse>
}

/** Containers of whatever runs pods. */
export function containersOf(manifest: Manifest): Container[] {
  return manifest.spec?.template?.spec?.containers ?? []
}

function merged(present: unknown, change: unknown, key = ''): unknown {
  if (Array.isArray(change) && Array.isArray(present) && listsByName.has(key)) {
    const items = present as { name: string }[]
    const changes = change as { name: string }[]
    const kept = items.map((item) => merged(item, changes.find(({ name }) => name === item.name) ?? {}))
    return [...changes.filter(({ name }) => !items.some((item) => item.name === name)), ...kept]
  }
  if (!isRecord(present) || !isRecord(change)) return change
  const result: Record<string, unknown> = { ...present }
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name]
    else result[name] = merged(present[name], value, name)
  }
  return result
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
