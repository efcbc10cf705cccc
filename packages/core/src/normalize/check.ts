import type * as Exit from "effect/Exit"
import * as Cause from "effect/Cause"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { compile } from "../internal/compile.ts"
import * as Param from "../Param.ts"
import type { Violation } from "../RouterError.ts"
import { dotted, given, violation } from "./violation.ts"

interface Check {
  readonly is: (value: unknown) => boolean
  readonly decode: (value: unknown) => Exit.Exit<unknown, Schema.SchemaError>
}

const checks = new Map<string, Check>()

/** Compiled at the parameter's first use, so that importing costs nothing; undefined for what is no parameter. */
const checkOf = (name: string): Check | undefined => {
  if (!Object.hasOwn(Param.params, name)) return undefined
  const schema = compile(Param.params[name as Param.ParamName].schema) as unknown as Schema.Codec<unknown>
  const check = { is: Schema.is(schema), decode: Schema.decodeUnknownExit(schema, { errors: "all" }) }
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

const explain = (name: string, check: Check, value: unknown, out: Array<Violation>): void => {
  const exit = check.decode(value)
  if (exit._tag === "Success") return
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (error === undefined) return
  const expected = new Map<string, { readonly texts: Array<string>; readonly value: unknown }>()
  for (const issue of format(error.issue).issues) {
    let path = (issue.path ?? []) as ReadonlyArray<PropertyKey>
    const key = discriminant(issue.message)
    const holder = at(value, path)
    const isObject = typeof holder === "object" && holder !== null && !Array.isArray(holder)
    if (key !== undefined && isObject) path = [...path, key]
    const param = dotted([name, ...path.map((key) => (typeof key === "symbol" ? String(key) : key))])
    if (issue.message === "Missing key" || (key !== undefined && isObject && !Object.hasOwn(holder, key))) {
      out.push(violation(param, "missing_required_parameter", `Missing required parameter: '${param}'.`))
      continue
    }
    const entry = expected.get(param) ?? { texts: [], value: at(value, path) }
    entry.texts.push(simpler(issue.message))
    expected.set(param, entry)
  }
  for (const [param, { texts, value }] of expected) {
    const enumerated = texts.every((text) => text.includes('"'))
    out.push(
      violation(
        param,
        "invalid_parameter_value",
        `Invalid '${param}': expected ${texts.join(" or ")}, got ${given(value, enumerated && name !== "extensions")}.`
      )
    )
  }
}

/** Checks each parameter that the record holds against its own schema; returns the keys that no parameter names. */
export const check = (
  record: { readonly [key: string]: unknown },
  violations: Array<Violation>
): ReadonlyArray<string> => {
  const unknown: Array<string> = []
  for (const key of Object.keys(record)) {
    const check = checks.get(key) ?? checkOf(key)
    if (check === undefined) unknown.push(key)
    else if (!check.is(record[key])) explain(key, check, record[key], violations)
  }
  if (!Object.hasOwn(record, "messages")) {
    violations.push(
      violation("messages", "missing_required_parameter", "Missing required parameter: 'messages'.")
    )
  }
  return unknown
}
