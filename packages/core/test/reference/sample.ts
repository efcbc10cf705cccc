import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/** As much of a wrong value as shows what is wrong with it: who sends a million wrong items is told of a few. */
export interface Sample {
  readonly value: unknown
  /** The path of the given value that a path of the sample stands for. */
  readonly pathOf: (path: ReadonlyArray<PropertyKey>) => ReadonlyArray<PropertyKey>
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
export const sample = (ast: SchemaAST.AST, value: unknown, most: number): Sample => {
  const taking: Taking = { places: new Map(), left: most, more: 0 }
  const sampled = sampledOf([ast], value, taking)
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

type Asts = ReadonlyArray<SchemaAST.AST>

const sampledOf = (asts: Asts, value: unknown, taking: Taking): unknown => {
  if (typeof value !== "object" || value === null) return one(value, taking)
  const members = asts.flatMap(membersOf)
  if (Array.isArray(value)) {
    const items = members.flatMap((each) =>
      SchemaAST.isArrays(each) && each.rest[0] !== undefined ? [each.rest[0]] : []
    )
    return items.length === 0 ? one(value, taking) : list(items, value as ReadonlyArray<unknown>, taking)
  }
  const objects = members.filter(SchemaAST.isObjects).filter((each) => couldBe(each, value))
  return objects.length === 0 ? one(value, taking) : fields(objects, value, taking)
}

/** Something that is wrong in itself. */
const one = (value: unknown, taking: Taking): unknown => {
  taking.left -= 1
  return value
}

const list = (items: Asts, value: ReadonlyArray<unknown>, taking: Taking): unknown => {
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

type Objects = ReadonlyArray<SchemaAST.Objects>

const fields = (objects: Objects, value: object, taking: Taking): unknown => {
  const named = new Map<string, Array<SchemaAST.AST>>()
  const others: Array<SchemaAST.AST> = []
  for (const { indexSignatures, propertySignatures } of objects) {
    for (const { name, type } of propertySignatures) {
      named.set(String(name), [...(named.get(String(name)) ?? []), type])
    }
    for (const { type } of indexSignatures) others.push(type)
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

const membersOf = (ast: SchemaAST.AST): Asts =>
  SchemaAST.isUnion(ast) ? ast.types.flatMap(membersOf) : [ast]

/** No literal of the form says otherwise. */
const couldBe = ({ propertySignatures }: SchemaAST.Objects, value: object): boolean =>
  propertySignatures.every(
    ({ name, type }) =>
      !SchemaAST.isLiteral(type) || (value as { readonly [key: PropertyKey]: unknown })[name] === type.literal
  )

const checks = new WeakMap<SchemaAST.AST, (value: unknown) => boolean>()

const checkOf = (ast: SchemaAST.AST): ((value: unknown) => boolean) => {
  let check = checks.get(ast)
  if (check === undefined) {
    const schema = Schema.make<Schema.Codec<unknown>>(ast)
    checks.set(ast, (check = Schema.is(schema)))
  }
  return check
}

const rightness = (asts: Asts): ((value: unknown) => boolean) => {
  const all = asts.map(checkOf)
  const [first] = all
  return all.length === 1 ? first! : (value) => all.some((check) => check(value))
}
