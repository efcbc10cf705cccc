import type { Weights } from "../Decision.ts"
import type { Metadata, Routing } from "../Gateway.ts"
import { nearest } from "../Nearest.ts"
import { fitsCharacters } from "../internal/characters.ts"
import { maxTag, maxTags } from "../internal/limits.ts"
import { fieldOf, keysOf } from "./shape.ts"
import { nodes } from "./validator.ts"
import { dotted, type Findings, tell, violation } from "../refusal/violation.ts"

type Bag = { readonly [key: string]: unknown }

export const bag = (value: unknown): Bag | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Bag) : undefined

const known = {
  gateway: keysOf(nodes.gateway),
  routing: keysOf(nodes.routing),
  metadata: keysOf(nodes.auriko_metadata),
  weights: keysOf(fieldOf(nodes.routing, "weights")),
  hedge: keysOf(fieldOf(nodes.routing, "hedge")),
  cache: keysOf(fieldOf(nodes.gateway, "cache")),
  slo: keysOf(fieldOf(nodes.routing, "slo"))
}

/** What the same thing is called elsewhere. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ["strategy", "optimize"],
  ["sort", "optimize"],
  ["only", "providers"],
  ["ignore", "exclude_providers"],
  ["timeout_ms", "deadline_ms"],
  ["max_retries", "max_fallback_attempts"],
  ["data_collection", "data_policy"]
])

/** The name that was meant. Of equals a name of this place. */
const meant = (key: string, names: ReadonlySet<string>): string | undefined => {
  const others = [...otherWords].filter(([, name]) => names.has(name)).map(([word]) => word)
  const [near] = nearest(key, [...names, ...others])
  return near === undefined || names.has(near) ? near : otherWords.get(near)
}

const unknownKeys = (
  value: unknown,
  at: ReadonlyArray<string>,
  names: ReadonlySet<string>,
  out: Findings
): void => {
  const object = bag(value)
  if (object === undefined) return
  const unknown = Object.keys(object).filter((key) => !names.has(key))
  tell(out, unknown, (key) => {
    const param = dotted([...at, key])
    const near = meant(key, names)
    const hint = near === undefined ? "" : ` Did you mean '${dotted([...at, near])}'?`
    return violation(param, "unknown_parameter", `Unknown parameter: '${param}'.${hint}`)
  })
}

/** Keys that no one knows, in the parts of a request that the contract governs to the last key. */
export const checkKeys = (record: Bag, out: Findings): void => {
  if (!speaks(record)) return
  const gateway = bag(record["gateway"])
  unknownKeys(gateway, ["gateway"], known.gateway, out)
  unknownKeys(gateway?.["routing"], ["gateway", "routing"], known.routing, out)
  for (const part of ["weights", "hedge", "slo"] as const) {
    unknownKeys(bag(gateway?.["routing"])?.[part], ["gateway", "routing", part], known[part], out)
    unknownKeys(bag(record["routing"])?.[part], ["routing", part], known[part], out)
  }
  unknownKeys(gateway?.["cache"], ["gateway", "cache"], known.cache, out)
  unknownKeys(gateway?.["metadata"], ["gateway", "metadata"], known.metadata, out)
  unknownKeys(record["routing"], ["routing"], known.routing, out)
  unknownKeys(record["auriko_metadata"], ["auriko_metadata"], known.metadata, out)
  for (const [at, metadata] of [
    ["gateway.metadata", gateway?.["metadata"]],
    ["auriko_metadata", record["auriko_metadata"]]
  ] as const) {
    const long = Object.keys(bag(bag(metadata)?.["custom_fields"]) ?? {}).filter(
      (key) => !fitsCharacters(key, 50)
    )
    tell(out, long, (key) =>
      violation(
        `${at}.custom_fields`,
        "invalid_parameter_value",
        `Invalid '${at}.custom_fields': expected keys of at most 50 characters, got one of ${key.length}.`
      )
    )
  }
}

/** The same data, whatever the order of keys. */
const same = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && same(value, (b as Bag)[key]))
  )
}

const none: Bag = Object.freeze({})

const merge = (current: unknown, older: unknown, names: readonly [string, string], out: Findings): Bag => {
  const [a, b] = [bag(current) ?? none, bag(older)]
  if (b === undefined) return a
  const differing = Object.keys(b).filter((key) => Object.hasOwn(a, key) && !same(a[key], b[key]))
  tell(out, differing, (key) => {
    const [one, other] = names.map((name) => dotted([...name.split("."), key]))
    return violation(one!, "invalid_request", `'${one}' and '${other}' are the same parameter and differ.`)
  })
  return { ...b, ...a }
}

export interface GatewayParts {
  readonly models: ReadonlyArray<string> | undefined
  readonly routing: Bag
  readonly metadata: Bag
  readonly include: ReadonlyArray<string>
  readonly cache?: Bag | undefined
}

const nothing: GatewayParts = { models: undefined, routing: none, metadata: none, include: [] }

/** Whether the request says anything to the router. */
export const speaks = (record: Bag): boolean =>
  record["gateway"] !== undefined ||
  record["routing"] !== undefined ||
  record["models"] !== undefined ||
  record["auriko_metadata"] !== undefined

/** `gateway` and its older top-level spellings as one, key by key; two different values are a violation. */
export const merged = (record: Bag, out: Findings): GatewayParts => {
  if (!speaks(record)) return nothing
  const gateway = bag(record["gateway"]) ?? {}
  const list = (value: unknown) =>
    Array.isArray(value) && value.length > 0 ? (value as ReadonlyArray<string>) : undefined
  const [models, older] = [list(gateway["models"]), list(record["models"])]
  if (models !== undefined && older !== undefined && !same(models, older)) {
    out.list.push(
      violation(
        "gateway.models",
        "invalid_request",
        "'gateway.models' and 'models' are the same parameter and differ."
      )
    )
  }
  return {
    models: models ?? older,
    routing: merge(gateway["routing"], record["routing"], ["gateway.routing", "routing"], out),
    metadata: merge(
      gateway["metadata"],
      record["auriko_metadata"],
      ["gateway.metadata", "auriko_metadata"],
      out
    ),
    include: list(gateway["include"]) ?? [],
    cache: bag(gateway["cache"])
  }
}

/**
 * The routing of a request that passed its checks; `weights.throughput` has become `tps`. Whose keys it wants is said
 * of both kinds, so that it stands before what a host says of either.
 */
export const toRouting = (routing: Bag, useCustomKeys?: boolean | null): Routing => {
  if (routing === none && typeof useCustomKeys !== "boolean") return none
  const result: { [key: string]: unknown } = { ...routing }
  if (result["only_byok"] === true || useCustomKeys === true) {
    result["only_byok"] = true
    result["only_platform"] = false
  } else if (result["only_platform"] === true || useCustomKeys === false) {
    result["only_platform"] = true
    result["only_byok"] = false
  }
  const given = bag(result["weights"])
  if (given !== undefined && given["throughput"] !== undefined) {
    const { throughput, ...rest } = given
    result["weights"] = { ...rest, tps: throughput }
  }
  for (const key of ["providers", "exclude_providers", "order", "regions", "quantizations"]) {
    if (Array.isArray(result[key]) && result[key].length === 0) delete result[key]
  }
  return result as Routing
}

/** A comma-separated text, or a list; an empty tag is none. */
const listOf = (tags: unknown): ReadonlyArray<string> =>
  typeof tags === "string"
    ? tags.split(",").flatMap((tag) => tag.trim() || [])
    : Array.isArray(tags)
      ? (tags as ReadonlyArray<string>).filter((tag) => tag !== "")
      : []

const unite = (metadata: Bag, tags: unknown): ReadonlyArray<string> => [
  ...new Set([...listOf(metadata["tags"]), ...listOf(tags)])
]

/** Of all tags as one text; no more is split. */
const longestTags = 65_536

/** The limits of the metadata's own tags hold for all of them together. */
export const checkTags = (metadata: Bag, tags: unknown, out: Findings): void => {
  if (tags === undefined) return
  if (typeof tags === "string" && tags.length > longestTags) {
    const message = `Invalid 'tags': expected at most ${longestTags} characters, got a string of ${tags.length} characters.`
    out.list.push(violation("tags", "invalid_parameter_value", message))
    return
  }
  const long = typeof tags === "string" ? listOf(tags).find((tag) => !fitsCharacters(tag, maxTag)) : undefined
  const count = unite(metadata, tags).length
  const wrong =
    long === undefined
      ? count > maxTags && `at most ${maxTags} tags, got ${count}`
      : `tags of at most ${maxTag} characters, got one of ${long.length}`
  if (wrong) out.list.push(violation("tags", "invalid_parameter_value", `Invalid 'tags': expected ${wrong}.`))
}

export const toMetadata = (metadata: Bag, tags: unknown): Metadata => {
  if (tags === undefined && metadata["tags"] === undefined) return metadata
  const united = unite(metadata, tags)
  return united.length === 0 ? (metadata as Metadata) : { ...(metadata as Metadata), tags: united }
}

/** Whether no weight is above zero. */
export const weightless = (value: unknown): boolean => {
  const given = bag(value)
  return given !== undefined && Object.values(given as Weights).every((weight) => !weight)
}
