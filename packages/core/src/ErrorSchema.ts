/**
 * Schemas of the errors, for a host that records or sends them: JSON on one side, the classes on the other. The library
 * itself loads none of this.
 */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import type { PartialCompletion } from "./ChatCompletion.ts"
import type { Decision } from "./Decision.ts"
import * as Failures from "./Failure.ts"
import type { AttemptRecord } from "./RoutingMetadata.ts"
import * as Errors from "./RouterError.ts"
import type { BudgetExceeded, ErrorCode, ErrorType, Violation } from "./RouterError.ts"

const open = <A>() => Schema.declare<A>((value: unknown): value is A => value !== undefined)

type Fields = { readonly [name: string]: Schema.Top }

type Class<A> = new (fields: never) => A

/** An error class with its JSON, of which a key that no field names is left out. */
const codec = <A extends Error & { readonly _tag: string }>(Class: Class<A>, fields: Fields) => {
  const { name: tag } = Class.prototype as Error
  const json = Schema.Struct({ _tag: Schema.tag(tag), ...fields })
  const names = Object.keys(json.fields)
  return json.pipe(
    Schema.decodeTo(
      Schema.declare<A>((value): value is A => value instanceof Class),
      {
        decode: SchemaGetter.transform((given) => {
          const fields = Object.entries(given).filter(([name]) => name !== "_tag")
          const made = new Class(Object.fromEntries(fields) as never)
          return Errors.isRouterError(made) ? Errors.compact(made) : made
        }),
        encode: SchemaGetter.transform((error) => {
          // Some fields cannot be enumerated (`RouterError.compact`).
          const all = error as unknown as { readonly [name: string]: unknown }
          return Object.fromEntries(
            names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]]))
          ) as never
        })
      }
    )
  ) as unknown as Schema.Codec<A, { readonly _tag: string; readonly message: string }>
}

const union = <A extends Error & { readonly _tag: string }>(
  classes: ReadonlyArray<Class<A>>,
  fieldsOf: (tag: string) => Fields
): Schema.Codec<A, { readonly _tag: string; readonly message: string }> =>
  Schema.Union(classes.map((each) => codec(each, fieldsOf((each.prototype as Error).name))))

const ofError: Fields = {
  message: Schema.String,
  type: open<ErrorType>(),
  status: Schema.Int,
  code: open<ErrorCode>(),
  param: Schema.NullOr(Schema.String),
  provider: Schema.optionalKey(Schema.String),
  suggestion: Schema.optionalKey(Schema.String),
  doc_url: Schema.optionalKey(Schema.String),
  retry_after_ms: Schema.optionalKey(Schema.Finite),
  rate_limit_source: Schema.optionalKey(Schema.Literals(["upstream", "local"])),
  budget: Schema.optionalKey(open<BudgetExceeded>()),
  violations: open<ReadonlyArray<Violation>>(),
  attempts: open<ReadonlyArray<AttemptRecord>>(),
  partial: Schema.optionalKey(open<PartialCompletion>()),
  decision: Schema.optionalKey(open<Decision>())
}

const ofFailure: Fields = {
  message: Schema.String,
  status: Schema.optionalKey(Schema.Int),
  code: Schema.optionalKey(Schema.String),
  provider_message: Schema.optionalKey(Schema.String),
  param: Schema.optionalKey(Schema.String),
  retry_after_ms: Schema.optionalKey(Schema.Finite),
  should_retry: Schema.optionalKey(Schema.Boolean),
  rule: Schema.optionalKey(Schema.String),
  request_id: Schema.optionalKey(Schema.String)
}

const more: { readonly [tag: string]: Fields } = {
  ContextLengthExceeded: {
    limit: Schema.optionalKey(Schema.Finite),
    got: Schema.optionalKey(Schema.Finite)
  },
  ConnectionFailed: { stale: Schema.optionalKey(Schema.Boolean) },
  TimedOut: {
    timer: Schema.Literals(["connect", "first_token", "stall", "attempt", "share", "deadline", "vendor"])
  }
}

/** Any error of a router, and its JSON: what `JSON.stringify` writes of it. */
export const RouterError = union<Errors.RouterError>(Object.values(Errors.classOf), () => ofError)

/** Any failure of an attempt, and its JSON. */
export const Failure = union<Failures.Failure>(Object.values(Failures.classes), (tag) => ({
  ...ofFailure,
  ...more[tag]
}))
