import * as ApiKey from "@turnout/core/ApiKey"
import * as Statement from "@turnout/core/Statement"
import * as Options from "@turnout/core/Options"
import type { KeyUse } from "@turnout/core/Provider"
import type { Violation } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Address from "../Address.ts"
import { variablesOf } from "./env.ts"
import { type BaseOptions, keyOf, type Keys } from "./options.ts"

/** What a vendor's own options may be, by name. */
export type OwnShape<O> = {
  readonly [option in Exclude<keyof O, keyof BaseOptions>]-?: Options.Check<Exclude<O[option], undefined>>
}

/** What is looked at of a declaration. */
export interface Declared {
  readonly env: { readonly [option: string]: string | ReadonlyArray<string> | undefined }
  readonly required: ReadonlyArray<PropertyKey>
  readonly options: { readonly [option: string]: Options.Check<never> }
}

const key = Options.where<ApiKey.Source>("a key, or a function or an effect that gives one", ApiKey.isSource)

const shape: Options.Shape<BaseOptions> = {
  apiKey: Options.either(Array.isArray, Options.list(key), key) as Options.Check<Keys>,
  id: Options.where("a name without white space, '/', '@', ':' or ','", isName),
  baseUrl: Options.where("a text", (value) => typeof value === "string"),
  keys: Options.oneOf<KeyUse>("shared", "in_order"),
  regions: Options.record(Options.string),
  aliases: Options.list(Options.string),
  models: Options.record(Statement.stated),
  headers: Options.record(
    Options.where(
      "a text of one line",
      (value) => typeof value === "string" && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    )
  ),
  optional: Options.boolean
}

function isName(value: unknown): boolean {
  return typeof value === "string" && /^[^\s/@:,]+$/.test(value)
}

/** Everything that is wrong with the options of an account, its own and those of every account. */
export const mistakes = (
  { env, options: own, required }: Declared,
  options: object
): ReadonlyArray<Violation> => {
  const given = options as { readonly [option: PropertyKey]: unknown }
  const found = [...Options.violations(Options.object({ ...shape, ...own }), options)]
  const add = (param: string, code: Violation["code"], message: string) => {
    if (found.every((each) => each.param !== param)) found.push({ param, code, message })
  }
  for (const option of required) {
    if (!isBlank(given[option])) continue
    const variable = env[option as string]
    const or = variable === undefined ? "" : `, or set ${variablesOf(variable).join(" or ")}`
    const name = String(option)
    add(name, "missing_required_parameter", `'${name}' is missing: give it as an option${or}.`)
  }
  const { apiKey, baseUrl, regions } = given
  for (const [index, each] of (Array.isArray(apiKey) ? apiKey : [apiKey]).entries()) {
    const path = Array.isArray(apiKey) ? `apiKey[${index}]` : "apiKey"
    const isMissing = Array.isArray(apiKey) && required.includes("apiKey") && isBlank(each)
    const wrong = isMissing ? "is empty." : wrongKey(each)
    if (wrong !== undefined) add(path, "invalid_parameter_value", `Invalid '${path}': the key ${wrong}`)
  }
  const address = (param: string, url: unknown) => {
    const base = typeof url === "string" && !isBlank(url) ? Address.baseOf(url) : undefined
    if (typeof base !== "string") return
    add(param, "invalid_parameter_value", `Invalid '${param}': what was given ${base}`)
  }
  address("baseUrl", baseUrl)
  if (typeof regions === "object" && regions !== null) {
    for (const [region, url] of Object.entries(regions)) address(`regions.${region}`, url)
  }
  return found
}

/** Absent, or as good as that: a variable that is set to nothing. No key at all (`[]`) is something that a host can mean. */
export const isBlank = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === "string" && Address.trimmed(value) === "") ||
  (Redacted.isRedacted(value) && isBlank(Redacted.value(value)))

/** What stands where a key was meant to be put in. */
const placeholder =
  /^(?:undefined|\$\{?\w+\}?|%\w+%|<.*>|\{\{.*\}\}|[A-Z][A-Z\d]*(?:_[A-Z\d]+)+=[^=].*|.*\.{3})$/s

/** What keeps a key from standing in a header; it never quotes the key. */
const wrongKey = (given: unknown): string | undefined => {
  const value = Redacted.isRedacted(given) ? Redacted.value(given) : given
  // What has to be asked for is looked at when it is.
  if (value === undefined || typeof value === "function" || Effect.isEffect(value)) return undefined
  if (typeof value !== "string") return "is no text."
  const text = keyOf(value)
  if (/[\r\n]/.test(text)) return "has a line break in it."
  if (placeholder.test(text)) return "is a placeholder for one: was its variable set?"
  if (/\s/.test(text)) return "has white space in it."
  return /^[\x21-\x7e]*$/.test(text) ? undefined : "has a character in it that no key has."
}
