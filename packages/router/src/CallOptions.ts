import * as ApiKey from "@turnout/core/ApiKey"
import * as Options from "@turnout/core/Options"
import * as RouterError from "@turnout/core/RouterError"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Key } from "./Keyring.ts"
import type { CallOptions, Identity, Principal } from "./Principal.ts"

const id: Options.Check<string | null> = Options.nullable(
  Options.where("a string", (value) => typeof value === "string")
)

const principal: Options.Check<Principal> = Options.object<Principal>({
  user_id: id,
  workspace_id: id,
  api_key_id: id,
  tier: id,
  rate_limit_rpm: Options.nullable(Options.number(0))
})

type Named = Extract<Key, { readonly id: string }>

const isFixed = (value: unknown): value is ApiKey.Given =>
  typeof value === "string" || Redacted.isRedacted(value)

const bare = Options.where<Named["key"]>(
  "a key of one line, without white space in it",
  (value) => ApiKey.isSource(value) && (!isFixed(value) || ApiKey.textOf(value) !== undefined)
)

const key: Options.Check<Key> = Options.either(
  (value) => Options.isRecord(value) && "key" in value,
  Options.object<Named>({ id: Options.string, key: bare }, ["id", "key"]),
  bare
) as Options.Check<Key>

const keys: Options.Check<NonNullable<Identity["keys"]>> = Options.record(
  Options.either(
    (value) => value === undefined || value === null,
    Options.anything<undefined>(),
    Options.either(Array.isArray, Options.list(key), key) as Options.Check<Key | ReadonlyArray<Key>>
  ) as Options.Check<Key | ReadonlyArray<Key> | undefined>
)

/** Whom a call is made for, at every door. */
export const identity: Options.Shape<Identity> = {
  principal: Options.nullable(principal),
  keys: Options.nullable(keys)
}

export const idempotencyKey: Options.Check<string> = Options.where(
  "a text of 1 to 255 characters",
  (value) => typeof value === "string" && value.length > 0 && value.length < 256
)

const own: Options.Check<CallOptions> = Options.object<CallOptions>({
  ...identity,
  routing_events: Options.nullable(Options.boolean) as Options.Check<boolean>,
  limit_ms: Options.number(0),
  idempotency_key: idempotencyKey
})

/**
 * What a host gave beside a request, read once: every getter is asked in here and nowhere else. Wrong options are an
 * `InvalidRequestError` that names each, before anything is sent. Never throws.
 */
export const read = (
  given: CallOptions | null | undefined
): Result.Result<CallOptions, RouterError.RouterError> => readWith(own, given)

/** The same of a door whose calls have other options. */
export const readWith = <O extends Identity>(
  check: Options.Check<O>,
  given: O | null | undefined
): Result.Result<O, RouterError.RouterError> => {
  try {
    if (given === undefined || given === null) return nothing as Result.Result<O, never>
    const options = copied(given) as O
    const found = Options.violations(check, options, "options")
    return found.length === 0 ? Result.succeed(options) : Result.fail(wrong(found))
  } catch {
    return Result.fail(
      RouterError.make("invalid_request", "The options of the call could not be read.", { param: "options" })
    )
  }
}

const nothing: Result.Result<Identity, never> = Result.succeed({})

/** What is no object is what it is, and told. */
const copied = (given: unknown): unknown => {
  if (!Options.isRecord(given)) return given
  const options: { [name: string]: unknown } = { ...given }
  for (const name of ["principal", "keys"]) {
    const part = options[name]
    if (Options.isRecord(part)) options[name] = { ...part }
  }
  return options
}

const wrong = (violations: ReadonlyArray<RouterError.Violation>): RouterError.RouterError =>
  RouterError.make(violations[0]!.code, violations.map(({ message }) => message).join(" "), {
    param: violations[0]!.param,
    violations
  })

/** By what is used of it: a signal of another realm is one too. */
export const isSignal = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false
  const { aborted, addEventListener, removeEventListener } = value as Partial<AbortSignal>
  return (
    typeof aborted === "boolean" &&
    typeof addEventListener === "function" &&
    typeof removeEventListener === "function"
  )
}
