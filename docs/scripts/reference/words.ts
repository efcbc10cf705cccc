import * as Schema from "effect/Schema"

/** The JSON Schema of a parameter, as far as words are found for it. */
export interface Described {
  readonly type?: string
  readonly enum?: ReadonlyArray<string>
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly items?: Described
  readonly properties?: { readonly [name: string]: Described }
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: boolean | Described
  readonly anyOf?: ReadonlyArray<Described>
  readonly allOf?: ReadonlyArray<Described>
}

export const describe = (schema: Schema.Top): Described =>
  Schema.toJsonSchemaDocument(schema as Schema.Schema<unknown>).schema as Described

/** What may stand there, null aside: it is the same as absent. */
export const alternatives = ({ anyOf, ...rest }: Described): ReadonlyArray<Described> =>
  anyOf === undefined
    ? [rest]
    : anyOf
        .flatMap(alternatives)
        .filter(({ type, ...more }) => type !== "null" || Object.keys(more).length > 0)

const all = (schema: Described): Described =>
  schema.allOf === undefined ? schema : Object.assign({}, schema, ...schema.allOf)

const range = ({ exclusiveMinimum: above, maximum = Infinity, minimum = -Infinity }: Described): string => {
  const from = minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum
  const to = maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum
  if (above !== undefined) return ` above ${above}`
  if (from === undefined && to === undefined) return ""
  if (to === undefined) return `, ${from} or more`
  if (from === undefined) return `, ${to} or less`
  return `, ${from} to ${to}`.replaceAll("-", "−")
}

const length = ({ maxLength: most, minLength: least = 0 }: Described): string =>
  most === undefined ? "" : ` of ${least > 0 ? `${least} to ` : "at most "}${most} characters`

const count = ({ maxItems: most, minItems: least }: Described): string =>
  most === undefined ? (least === undefined ? "" : ` of at least ${least}`) : ` of at most ${most}`

const quoted = (word: string): string => `\`${word}\``

const one = (given: Described): string => {
  const schema = all(given)
  if (schema.enum !== undefined) return schema.enum.map(quoted).join(", ")
  switch (schema.type) {
    case "number":
      return `number${range(schema)}`
    case "integer":
      return `whole number${range(schema)}`
    case "boolean":
      return "true or false"
    case "string":
      return schema.pattern === undefined
        ? `text${length(schema)}`
        : `text that matches ${quoted(schema.pattern)}`
    case "array":
      return `list${count(schema)}: ${words(schema.items ?? {})}`
    case "object": {
      const { additionalProperties: rest, maxProperties: most } = schema
      const limit = most === undefined ? "" : ` of at most ${most} keys`
      return typeof rest === "object" ? `object${limit}, each value: ${words(rest)}` : `object${limit}`
    }
    default:
      return "object"
  }
}

/** Type and range for people; the fields of an object have rows of their own. */
export const words = (schema: Described): string => {
  const texts = [...new Set(alternatives(schema).map(one))]
  const enumerated = texts.filter((text) => text.startsWith("`"))
  const others = texts.filter((text) => !text.startsWith("`"))
  return [...(enumerated.length === 0 ? [] : [enumerated.join(", ")]), ...others].join(", or ")
}
