/** What the schemas themselves say, as requests were checked before their checks were written ahead of time. */
import type * as Exit from "effect/Exit"
import * as Cause from "effect/Cause"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import { dotted, type Findings, given, most, tell, violation } from "../../src/refusal/violation.ts"
import { schemas } from "../../src/RequestSchema.ts"
import { sample } from "./sample.ts"

interface Check {
  readonly ast: SchemaAST.AST
  readonly is: (value: unknown) => boolean
  readonly decode: (value: unknown) => Exit.Exit<unknown, Schema.SchemaError>
}

const checks = new Map<string, Check>()

/** Undefined for what is no parameter. */
const checkOf = (name: string): Check | undefined => {
  if (!Object.hasOwn(schemas, name)) return undefined
  const schema = schemas[name as keyof typeof schemas] as unknown as Schema.Codec<unknown>
  const check = {
    ast: schema.ast,
    is: Schema.is(schema),
    decode: Schema.decodeUnknownExit(schema, { errors: "all" })
  }
  checks.set(name, check)
  return check
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const at = (value: unknown, path: ReadonlyArray<PropertyKey>): unknown => {
  let current = value
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined
    current = (current as { readonly [key: PropertyKey]: unknown })[key]
  }
  return current
}

const member = /\{ readonly "(\w+)": ("\w+"), \.\.\. \}/g

/** The key by which the members of a union are told apart, where the message is about such a union. */
const discriminant = (message: string): string | undefined => {
  const keys = new Set(Array.from(message.matchAll(member), ([, key]) => key))
  return keys.size === 1 ? [...keys][0] : undefined
}

const simpler = (message: string): string =>
  message
    .replace(/^Expected /, "")
    .replaceAll(member, "$2")
    .replaceAll(" | null", "")
    .replaceAll(" | undefined", "")
    .replaceAll(" | ", " or ")

const explain = (name: string, check: Check, whole: unknown, out: Findings): void => {
  const { more, pathOf, value: few } = sample(check.ast, whole, most)
  out.more += more
  const exit = check.decode(few)
  if (exit._tag === "Success") return
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error === undefined) return
  const missing: Array<string> = []
  const expected = new Map<string, { readonly texts: Array<string>; readonly value: unknown }>()
  for (const issue of format(error.issue).issues) {
    let path = pathOf((issue.path ?? []) as ReadonlyArray<PropertyKey>)
    const key = discriminant(issue.message)
    const holder = at(whole, path)
    const isObject = typeof holder === "object" && holder !== null && !Array.isArray(holder)
    if (key !== undefined && isObject) path = [...path, key]
    const param = dotted([name, ...path.map((key) => (typeof key === "symbol" ? String(key) : key))])
    if (issue.message === "Missing key" || (key !== undefined && isObject && !Object.hasOwn(holder, key))) {
      missing.push(param)
      continue
    }
    const entry = expected.get(param) ?? { texts: [], value: at(whole, path) }
    entry.texts.push(simpler(issue.message))
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

/** Checks each parameter that the record holds against its own schema; returns the keys that no parameter names. */
export const check = (
  record: { readonly [key: string]: unknown },
  violations: Findings
): ReadonlyArray<string> => {
  const unknown: Array<string> = []
  for (const key of Object.keys(record)) {
    const check = checks.get(key) ?? checkOf(key)
    if (check === undefined) unknown.push(key)
    else if (!check.is(record[key])) explain(key, check, record[key], violations)
  }
  if (!Object.hasOwn(record, "messages")) {
    violations.list.push(
      violation("messages", "missing_required_parameter", "Missing required parameter: 'messages'.")
    )
  }
  return unknown
}
