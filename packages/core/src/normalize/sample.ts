import { fits } from "./issues.ts"
import { type Fields, membersOf, type Node } from "./node.ts"

/** As much of a wrong value as shows what is wrong with it: who sends a million wrong items is told of a few. */
export interface Sample {
  readonly value: unknown
  /** The path of the given value that a path of the sample stands for. */
  readonly pathOf: (path: ReadonlyArray<string | number>) => ReadonlyArray<string | number>
  /** Wrong items that are not in the sample. */
  readonly more: number
}

interface Taking {
  /** Of a sampled list, where its items stood. */
  readonly places: Map<object, ReadonlyArray<number>>
  left: number
  more: number
}

/**
 * Looks at each item of a list or record once, and keeps `most` that are wrong, counted through all levels. A list
 * without a wrong item is kept whole: what is wrong is its length.
 */
export const sample = (node: Node, value: unknown, most: number): Sample => {
  const taking: Taking = { places: new Map(), left: most, more: 0 }
  const sampled = sampledOf([node], value, taking)
  const pathOf: Sample["pathOf"] = (path) => {
    let current: unknown = sampled
    return path.map((key) => {
      const places = taking.places.get(current as object)
      const place = typeof key === "number" ? places?.[key] : undefined
      current = (current as { readonly [key: PropertyKey]: unknown } | undefined)?.[key]
      return place ?? key
    })
  }
  return { value: sampled, pathOf, more: taking.more }
}

type Nodes = ReadonlyArray<Node>

const sampledOf = (nodes: Nodes, value: unknown, taking: Taking): unknown => {
  if (typeof value !== "object" || value === null) return one(value, taking)
  const members = nodes.flatMap(membersOf)
  if (Array.isArray(value)) {
    const items = members.flatMap((each) => (each.kind === "list" ? [each.item] : []))
    return items.length === 0 ? one(value, taking) : list(items, value as ReadonlyArray<unknown>, taking)
  }
  const objects = members.filter((each) => each.kind === "fields" && couldBe(each, value)) as Objects
  return objects.length === 0 ? one(value, taking) : fields(objects, value, taking)
}

/** Something that is wrong in itself. */
const one = (value: unknown, taking: Taking): unknown => {
  taking.left -= 1
  return value
}

const list = (items: Nodes, value: ReadonlyArray<unknown>, taking: Taking): unknown => {
  const isRight = rightness(items)
  const kept: Array<unknown> = []
  const places: Array<number> = []
  for (let index = 0; index < value.length; index++) {
    const item = value[index]
    if (isRight(item)) continue
    if (taking.left > 0) {
      places.push(index)
      kept.push(sampledOf(items, item, taking))
    } else taking.more += 1
  }
  if (kept.length === 0) return one(value.length > enough ? value.slice(0, enough) : value, taking)
  taking.places.set(kept, places)
  return kept
}

/** Longer than any list of the contract may be. */
const enough = 1000

type Objects = ReadonlyArray<Fields>

const fields = (objects: Objects, value: object, taking: Taking): unknown => {
  const named = new Map<string, Array<Node>>()
  const others: Array<Node> = []
  for (const { fields, values } of objects) {
    for (const [name, node] of Object.entries(fields)) named.set(name, [...(named.get(name) ?? []), node])
    if (values !== undefined) others.push(values)
  }
  const isRight = rightness(others)
  const entries = Object.entries(value)
  const kept: Array<readonly [string, unknown]> = []
  let wrong = false
  for (const entry of entries) {
    const [key, child] = entry
    const known = named.get(key)
    if (known === undefined ? others.length === 0 || isRight(child) : rightness(known)(child)) {
      if (known !== undefined) kept.push(entry)
    } else if (taking.left > 0) {
      wrong = true
      kept.push([key, sampledOf(known ?? others, child, taking)])
    } else taking.more += 1
  }
  if (wrong) return Object.fromEntries(kept)
  return one(others.length === 0 ? value : Object.fromEntries(entries.slice(0, enough)), taking)
}

/** No fixed word of the form says otherwise. */
const couldBe = ({ fields }: Fields, value: object): boolean =>
  Object.entries(fields).every(
    ([name, node]) =>
      node.kind !== "words" ||
      node.words.length > 1 ||
      (value as { readonly [key: string]: unknown })[name] === node.words[0]
  )

const rightness = (nodes: Nodes): ((value: unknown) => boolean) => {
  const [first] = nodes
  return nodes.length === 1
    ? (value) => fits(first!, value)
    : (value) => nodes.some((node) => fits(node, value))
}
