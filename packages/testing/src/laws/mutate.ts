import type { JsonObject } from "@turnout/core/Json"
import { leaves, put, valueAt } from "./compare.ts"
import type { Path } from "./paths.ts"

/** What a protocol is given: the fitted request, and what `extensions` hold for its provider. */
export interface Source {
  readonly request: { readonly [key: string]: unknown }
  readonly extension?: JsonObject
}

/** A source with one thing changed, and where. */
export interface Mutation {
  readonly path: Path
  readonly source: Source
}

/** Values beside which a word of a fixed vocabulary is told apart, by its key. */
const vocabularies: { readonly [key: string]: ReadonlyArray<string> } = {
  role: ["system", "developer"],
  detail: ["auto", "low", "high", "original"],
  ttl: ["5m", "1h"],
  format: ["wav", "mp3"],
  reasoning_effort: ["none", "minimal", "low", "medium", "high", "xhigh", "max"],
  verbosity: ["low", "medium", "high"],
  tool_choice: ["auto", "none", "required"],
  modalities: ["text", "image", "audio"],
  url: ["https://example.org/other", "data:image/png;base64,aG8="],
  file_data: ["data:application/pdf;base64,aG8=", "data:text/plain;base64,aG8="]
}

const others = (key: string, value: unknown, path: Path): ReadonlyArray<unknown> => {
  if (typeof value === "boolean") return [!value]
  if (typeof value === "number") return [value + 1]
  if (typeof value !== "string") return []
  const inSchema = path.includes("schema") || path.includes("parameters")
  const listed = Object.hasOwn(vocabularies, key) && !inSchema ? vocabularies[key]! : undefined
  if (listed !== undefined)
    return listed.includes(value) || key === "url" || key === "file_data"
      ? listed.filter((each) => each !== value)
      : []
  return [`${value}~`]
}

/** Discriminants: a different value makes a different kind of object, and not a valid request. */
const isFixed = (path: Path): boolean => {
  const [first] = path
  return (
    path.at(-1) === "type" &&
    !path.includes("schema") &&
    !path.includes("parameters") &&
    first !== "unknown" &&
    first !== "extension"
  )
}

const of = (source: Source, path: Path, field: unknown): Source => put(source, path, field) as Source

/** Every way to change one leaf. */
export const changes = (source: Source): Array<Mutation> => {
  const all: Array<Mutation> = []
  for (const { path, value } of leaves(source)) {
    if (isFixed(inside(path))) continue
    const key = String(path.findLast((step) => typeof step === "string") ?? "")
    for (const other of others(key, value, path))
      all.push({ path: inside(path), source: of(source, path, other) })
  }
  return all
}

/** The path of a thing in the request, or after the word `extension`. */
const inside = (path: Path): Path => (path[0] === "request" ? path.slice(1) : path)

/** Keys that a request can do without. */
const optional: ReadonlySet<string> = new Set([
  "odd",
  "tool_calls",
  "reasoning_content",
  "reasoning_details",
  "audio",
  "cache_control",
  "prompt_cache_breakpoint",
  "ttl",
  "detail",
  "filename",
  "file_id",
  "signature",
  "description",
  "parameters",
  "strict",
  "schema",
  "user_location"
])

/** What only a message can do without: a tool has a name, and a part that is a refusal its words. */
const ofMessages: ReadonlySet<string> = new Set(["name", "refusal"])

/** Every way to leave one optional thing out: a parameter, a field, an entry of a list that has another. */
export const removals = (source: Source): Array<Mutation> => {
  const all: Array<Mutation> = []
  const seen = new Set<string>()
  const visit = (path: Path, depth: number): void => {
    const value = valueAt(source, path)
    if (typeof value !== "object" || value === null || depth > 6) return
    const list = Array.isArray(value)
    for (const key of list ? value.keys() : Object.keys(value)) {
      const here = [...path, key]
      const id = here.join(" ")
      if (seen.has(id)) continue
      seen.add(id)
      const isMessage = Object.hasOwn(value, "role") && ofMessages.has(String(key))
      const isTop = path.length === 1 && key !== "messages" && key !== "stream"
      if (
        list ? value.length > 1 : isTop || isMessage || optional.has(String(key)) || path[0] === "extension"
      ) {
        all.push({ path: inside(here), source: of(source, here, undefined) })
      }
      visit(here, depth + 1)
    }
  }
  visit(["request"], 0)
  if (source.extension !== undefined) {
    all.push({ path: ["extension"], source: of(source, ["extension"], undefined) })
    visit(["extension"], 0)
  }
  return all
}
