import type { ParamName } from "../Param.ts"
import { issues } from "./issues.ts"
import type { Node } from "./node.ts"
import { sample } from "./sample.ts"
import { accepts, nodes } from "./validator.ts"
import { dotted, type Findings, given, most, tell, violation } from "../refusal/violation.ts"

const at = (value: unknown, path: ReadonlyArray<PropertyKey>): unknown => {
  let current = value
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined
    current = (current as { readonly [key: PropertyKey]: unknown })[key]
  }
  return current
}

const explain = (name: string, node: Node, whole: unknown, out: Findings): void => {
  const { more, pathOf, value: few } = sample(node, whole, most)
  out.more += more
  const missing: Array<string> = []
  const expected = new Map<string, { readonly texts: Array<string>; readonly value: unknown }>()
  for (const issue of issues(node, few)) {
    let path = pathOf(issue.path)
    const { told } = issue
    const holder = at(whole, path)
    const isObject = typeof holder === "object" && holder !== null && !Array.isArray(holder)
    if (told !== undefined && isObject) path = [...path, told]
    const param = dotted([name, ...path])
    if (issue.expected === undefined || (told !== undefined && isObject && !Object.hasOwn(holder, told))) {
      missing.push(param)
      continue
    }
    const entry = expected.get(param) ?? { texts: [], value: at(whole, path) }
    entry.texts.push(issue.expected)
    expected.set(param, entry)
  }
  // What is of another kind lacks nothing: its kind is wrong.
  const lacking = [...new Set(missing)].filter((param) => !expected.has(param.replace(/\.[^.]*$/, ".type")))
  tell(out, lacking, (param) =>
    violation(param, "missing_required_parameter", `Missing required parameter: '${param}'.`)
  )
  tell(out, expected, ([param, { texts, value }]) => {
    const enumerated = texts.every((text) => text.includes('"'))
    return violation(
      param,
      "invalid_parameter_value",
      `Invalid '${param}': expected ${[...new Set(texts)].join(" or ")}, got ${given(value, enumerated && name !== "extensions")}.`
    )
  })
}

const isParam = (key: string): key is ParamName => Object.hasOwn(nodes, key)

/** Checks each parameter that the record holds on its own; returns the keys that no parameter names. */
export const check = (
  record: { readonly [key: string]: unknown },
  violations: Findings
): ReadonlyArray<string> => {
  const unknown = checkOf(record, isParam, violations)
  if (!Object.hasOwn(record, "messages")) {
    violations.list.push(
      violation("messages", "missing_required_parameter", "Missing required parameter: 'messages'.")
    )
  }
  return unknown
}

/** The same of a request that has some of these parameters alone. */
export const checkOf = (
  record: { readonly [key: string]: unknown },
  isKnown: (key: string) => key is ParamName,
  violations: Findings
): ReadonlyArray<string> => {
  let unknown: Array<string> | undefined
  for (const key in record) {
    if (!isKnown(key)) (unknown ??= []).push(key)
    else if (!accepts[key](record[key])) explain(key, nodes[key], record[key], violations)
  }
  return unknown ?? none
}

const none: ReadonlyArray<string> = []
