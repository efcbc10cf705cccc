/** What is wrong with a value, by the node that describes it. */
import { type Bag, type Check, type Choice, type Fields, isBag, kindOf, type Node } from "./node.ts"

const none: ReadonlyArray<never> = []

const takes = (key: Fields["key"], name: string): boolean => key === undefined || key(name)

/** The members of a choice that could hold a value. */
export const candidates = ({ by, members }: Choice, value: unknown): ReadonlyArray<Node> => {
  const kind = kindOf(value)
  const word = by !== undefined && (kind === "object" || kind === "array") ? (value as Bag)[by] : undefined
  const open = members.filter(([, when]) =>
    typeof when === "string" ? when === word : "only" in when ? when.only === value : when.includes(kind)
  )
  return open.map(([node]) => node)
}

/** Whether all of a value is as the node says. */
export const fits = (node: Node, value: unknown): boolean => {
  switch (node.kind) {
    case "choice":
      return candidates(node, value).some((member) => fits(member, value))
    case "maybe":
      return isAbsent(value) || fits(node.given, value)
    case "words":
      return node.words.includes(value as string)
    case "list":
      return Array.isArray(value) && value.every((item) => fits(node.item, item)) && passes(node, value)
    case "fields":
      return isBag(value) && fitsFields(node, value) && passes(node, value)
    default:
      return kindOf(value) === node.kind && passes(node, value)
  }
}

const fitsFields = ({ fields, key, values }: Fields, value: Bag): boolean =>
  Object.entries(fields).every(([name, node]) => fits(node, value[name])) &&
  (values === undefined || Object.keys(value).every((name) => !takes(key, name) || fits(values, value[name])))

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null

const passes = ({ checks = none }: { readonly checks?: ReadonlyArray<Check> }, value: unknown): boolean =>
  checks.every(([, holds]) => holds(value as never))

export interface Issue {
  readonly path: ReadonlyArray<string | number>
  /** What is expected there; undefined where a key is missing. */
  readonly expected?: string
  readonly told?: string
}

/** Everything in a value that is not as the node says, in the order of its fields. */
export const issues = (
  node: Node,
  value: unknown,
  path: ReadonlyArray<string | number> = none
): ReadonlyArray<Issue> => {
  switch (node.kind) {
    case "choice": {
      const open = candidates(node, value)
      if (open.length === 0) {
        return [{ path, expected: node.expected, ...(node.told === undefined ? {} : { told: node.told }) }]
      }
      const found: Array<Issue> = []
      for (const member of open) {
        const wrong = issues(member, value, path)
        if (wrong.length === 0) return none
        found.push(...wrong)
      }
      return found
    }
    case "maybe":
      return isAbsent(value) ? none : issues(node.given, value, path)
    case "words":
      return fits(node, value) ? none : [{ path, expected: node.expected }]
    case "list": {
      if (!Array.isArray(value)) return [{ path, expected: node.expected }]
      const wrong = value.flatMap((item, index) => issues(node.item, item, [...path, index]))
      return wrong.length > 0 ? wrong : failed(node, value, path)
    }
    case "fields": {
      if (!isBag(value)) return [{ path, expected: node.expected }]
      const wrong = [...ofFields(node, value, path), ...ofValues(node, value, path)]
      return wrong.length > 0 ? wrong : failed(node, value, path)
    }
    default:
      return kindOf(value) === node.kind ? failed(node, value, path) : [{ path, expected: node.expected }]
  }
}

const ofFields = ({ fields }: Fields, value: Bag, path: Issue["path"]): ReadonlyArray<Issue> =>
  Object.entries(fields).flatMap(([name, node]): ReadonlyArray<Issue> => {
    const at = [...path, name]
    return name in value || node.kind === "maybe" ? issues(node, value[name], at) : [{ path: at }]
  })

const ofValues = ({ key, values }: Fields, value: Bag, path: Issue["path"]): ReadonlyArray<Issue> =>
  values === undefined
    ? none
    : Object.keys(value).flatMap((name) =>
        takes(key, name) ? issues(values, value[name], [...path, name]) : none
      )

const failed = (
  { checks = none }: { readonly checks?: ReadonlyArray<Check> },
  value: unknown,
  path: Issue["path"]
): ReadonlyArray<Issue> =>
  checks.filter(([, holds]) => !holds(value as never)).map(([expected]) => ({ path, expected }))
