/** A JSON Schema, as far as these pages read one. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: readonly (string | number)[]
  const?: string | number | boolean
  description?: string
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  anyOf?: readonly Schema[]
  additionalProperties?: Schema | boolean
  default?: unknown
}

/** A field of an object, and how deep it lies. */
export interface SchemaRow {
  name: string
  depth: number
  type: string
  isRequired: boolean
  description: string
}

const DEPTH_MAX = 4

/** The fields of an object, one after the other, with those of the objects within. */
export function listRows(schema: Schema, components: Record<string, Schema>, depth = 0): SchemaRow[] {
  const { properties = {}, required = [] } = innerObject(schema, components) ?? {}
  if (depth > DEPTH_MAX) return []
  return Object.entries(properties).flatMap(([name, field]) => [
    {
      name, depth, type: tellType(field, components), isRequired: required.includes(name),
      description: field.description ?? resolve(field, components).description ?? '',
    },
    ...listRows(field, components, depth + 1),
  ])
}

/** A type in a few words, such as `string (uuid) or null`. */
export function tellType(schema: Schema, components: Record<string, Schema>): string {
  const { type, format, enum: words, const: constant, anyOf, items } = resolve(schema, components)
  if (anyOf) return anyOf.map((one) => tellType(one, components)).join(' or ')
  if (constant !== undefined) return JSON.stringify(constant)
  if (words) return words.map((word) => JSON.stringify(word)).join(' or ')
  if (items) return `list of ${tellType(items, components)}`
  const name = Array.isArray(type) ? type.join(' or ') : type ?? 'anything'
  return format ? `${name} (${format})` : name
}

function resolve(schema: Schema, components: Record<string, Schema>): Schema {
  return (schema.$ref && components[schema.$ref.split('/').at(-1)!]) || schema
}

/** The object that a schema is, lists, or may be. */
function innerObject(schema: Schema, components: Record<string, Schema>): Schema | null {
  const own = resolve(schema, components)
  if (own.properties) return own
  for (const inner of own.items ? [own.items] : own.anyOf ?? []) {
    const found = innerObject(inner, components)
    if (found) return found
  }
  return null
}
