/**
 * What a schema of the chat request says, as plain data: `pnpm validator` writes it from the schemas, so that no program
 * loads those to refuse a request. Here it is read; what a message calls a value stands in `expected`.
 */
export type Node = Leaf | Words | List | Fields | Choice | Maybe

/** A rule beyond the kind; what it holds for is of the kind. */
export type Check = readonly [expected: string, holds: (value: never) => boolean]

export interface Leaf {
  readonly kind: "string" | "number" | "boolean" | "object"
  readonly expected: string
  readonly checks?: ReadonlyArray<Check>
}

/** One of some texts. */
export interface Words {
  readonly kind: "words"
  readonly expected: string
  readonly words: ReadonlyArray<string>
}

export interface List {
  readonly kind: "list"
  readonly expected: string
  readonly item: Node
  readonly checks?: ReadonlyArray<Check>
}

/** An object: with named fields, or with values of one kind under any key that `key` takes. */
export interface Fields {
  readonly kind: "fields"
  readonly expected: string
  readonly fields: { readonly [name: string]: Node }
  readonly values?: Node
  readonly key?: (key: string) => boolean
  readonly checks?: ReadonlyArray<Check>
}

/** The kind of a value, by which the members of a choice are picked. */
export type Kind = "string" | "number" | "boolean" | "array" | "object" | "other"

/**
 * A member, and when it is looked at: for values of some kinds, for objects whose discriminant is this word, or for this
 * word alone.
 */
export type Member = readonly [node: Node, when: ReadonlyArray<Kind> | string | { readonly only: string }]

export interface Choice {
  readonly kind: "choice"
  readonly expected: string
  readonly members: ReadonlyArray<Member>
  /** The key that tells members which are objects apart. */
  readonly by?: string
  /** That key, where `expected` lists its words. */
  readonly told?: string
}

/** A field that may be absent, undefined or null. */
export interface Maybe {
  readonly kind: "maybe"
  readonly given: Node
}

export const leaf = (kind: Leaf["kind"], expected: string, checks?: ReadonlyArray<Check>): Leaf =>
  checks === undefined ? { kind, expected } : { kind, expected, checks }

export const words = (expected: string, ...words: ReadonlyArray<string>): Words => ({
  kind: "words",
  expected,
  words
})

export const list = (item: Node, checks?: ReadonlyArray<Check>): List =>
  checks === undefined
    ? { kind: "list", expected: "array", item }
    : { kind: "list", expected: "array", item, checks }

export const fields = (fields: { readonly [name: string]: Node }): Fields => ({
  kind: "fields",
  expected: "object",
  fields
})

export const record = (values: Node, more: Pick<Fields, "key" | "checks"> = {}): Fields => ({
  kind: "fields",
  expected: "object",
  fields: {},
  values,
  ...more
})

export const choice = (
  expected: string,
  members: ReadonlyArray<Member>,
  more: Pick<Choice, "by" | "told"> = {}
): Choice => ({ kind: "choice", expected, members, ...more })

export const maybe = (given: Node): Maybe => ({ kind: "maybe", given })

export const kindOf = (value: unknown): Kind => {
  if (Array.isArray(value)) return "array"
  const type = typeof value
  switch (type) {
    case "object":
      return value === null ? "other" : type
    case "string":
    case "number":
    case "boolean":
      return type
    default:
      return "other"
  }
}

export type Bag = { readonly [key: string]: unknown }

export const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A list whose items are all right. */
export const every = (value: unknown, is: (item: unknown) => boolean): value is ReadonlyArray<unknown> => {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index++) if (!is(value[index])) return false
  return true
}

const isAny = (): boolean => true

/** An object whose values are right under all keys that count. */
export const everyValue = (
  value: Bag,
  is: (item: unknown) => boolean,
  key: (key: string) => boolean = isAny
): boolean => {
  for (const name of Object.keys(value)) if (key(name) && !is(value[name])) return false
  return true
}

/** What a node is a choice of, one level of choices deep or more. */
export const membersOf = (node: Node): ReadonlyArray<Node> =>
  node.kind === "choice"
    ? node.members.flatMap(([member]) => membersOf(member))
    : node.kind === "maybe"
      ? membersOf(node.given)
      : [node]
