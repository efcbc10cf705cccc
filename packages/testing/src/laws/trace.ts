import type { Endpoint } from "@turnout/core/Endpoint"
import type { Ledger } from "@turnout/core/Ledger"
import { mark } from "../requests/words.ts"
import { differ, type Leaf, leaves, valueAt } from "./compare.ts"
import type { Mutation, Source } from "./mutate.ts"
import { dotted, type Path, touches } from "./paths.ts"

/** What a protocol made of a source. */
export interface Said {
  readonly body: unknown
  readonly ledger: Ledger
}

/** A word that stands in nothing but the request, whole or in part. */
const isOfText = (value: unknown, texts: ReadonlyArray<string>): boolean =>
  typeof value === "string" &&
  value.includes(mark) &&
  texts.some((text) => text === value || text.includes(value) || value.includes(text))

const factsOf = ({ facts, model, provider_model_id }: Endpoint): ReadonlyArray<unknown> => [
  provider_model_id,
  model,
  ...Object.values(facts.limits)
]

/** Values that a ledger says were put there: under the key that it names, or for want of any by the endpoint. */
const isTold = ({ path, value }: Leaf, ledger: Ledger): boolean =>
  ledger.some(({ action, param, to }) => {
    if (to === undefined) return false
    const last = path.at(-1)
    return leaves(to).some(
      (leaf) =>
        !differ(leaf.value, value) &&
        (action === "defaulted" || (leaf.path.at(-1) ?? param.split(".").at(-1)) === last)
    )
  })

/** An object or a list that is empty says nothing where the request has one under the same key. */
const isEmptyOf = ({ path, value }: Leaf, given: ReadonlyArray<Leaf>): boolean =>
  typeof value === "object" && value !== null && given.some((leaf) => leaf.path.includes(path.at(-1)!))

const isKind = ({ path }: Leaf): boolean =>
  path.length > 1 && (path.at(-1) === "type" || path.at(-1) === "role")

/** The kind of a thing that is accounted for: something else in it, or in what holds it, is. */
const isOfKnown = ({ path }: Leaf, nowhere: ReadonlySet<string>, said: Said): boolean => {
  for (let length = path.length - 1; length > 0; length--) {
    const above = path.slice(0, length)
    const beside = leaves(valueAt(said.body, above), above)
    if (beside.some((leaf) => !nowhere.has(dotted(leaf.path)))) return true
    if (typeof path[length - 1] === "number") return false
  }
  return false
}

const withoutKinds = (open: ReadonlyArray<Leaf>, said: Said): ReadonlyArray<Leaf> => {
  if (!open.some(isKind)) return open
  const nowhere = new Set(open.map(({ path }) => dotted(path)))
  return open.filter((leaf) => !isKind(leaf) || !isOfKnown(leaf, nowhere, said))
}

/**
 * The leaves of a body that come from nowhere. A leaf is accounted for when it stands in the request as it is,
 * says a word of it, a fact of the endpoint or what an entry put there; when changing a leaf of the request
 * changes it; when leaving something out takes it away and an entry told of that thing; and when it names the
 * kind of a thing that is accounted for.
 */
export const untraced = (
  source: Source,
  said: Said,
  endpoint: Endpoint,
  changes: () => Iterable<Mutation & { readonly said: Said }>,
  removals: () => Iterable<Mutation & { readonly said: Said }>
): ReadonlyArray<Path> => {
  const given = leaves(source)
  const texts = given.flatMap(({ value }) =>
    typeof value === "string" && value.includes(mark) ? [value] : []
  )
  const facts = factsOf(endpoint)
  let open: ReadonlyArray<Leaf> = leaves(said.body).filter(
    (leaf) =>
      differ(valueAt(source.request, leaf.path), leaf.value) &&
      !facts.includes(leaf.value) &&
      !isOfText(leaf.value, texts) &&
      !isTold(leaf, said.ledger) &&
      !isEmptyOf(leaf, given)
  )
  for (const other of open.length === 0 ? [] : changes()) {
    open = open.filter(({ path, value }) => !differ(valueAt(other.said.body, path), value))
    if (open.length === 0) break
  }
  open = withoutKinds(open, said)
  for (const other of open.length === 0 ? [] : removals()) {
    const changed = open.filter((leaf) => differ(valueAt(other.said.body, leaf.path), leaf.value))
    if (changed.length === 0) continue
    const told = said.ledger.some((entry) => touches(entry, other.path))
    open = open.filter((leaf) => !changed.includes(leaf) || !(told || isKind(leaf)))
    if (open.length === 0) break
  }
  return withoutKinds(open, said).map(({ path }) => path)
}
