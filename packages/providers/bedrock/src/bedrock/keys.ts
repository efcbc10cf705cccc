import type * as ApiKey from "@turnout/core/ApiKey"
import { AuthenticationFailed } from "@turnout/core/Failure"
import type { Violation } from "@turnout/core/RouterError"
import * as Redact from "@turnout/wire/Redact"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Credentials, toKey } from "./signing.ts"

/** Where an account's credentials come from, where it has no Bedrock API key. */
export interface Sources {
  readonly credentials?: Credentials | (() => Credentials | PromiseLike<Credentials>) | undefined
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | Redacted.Redacted | undefined
  readonly sessionToken?: string | Redacted.Redacted | undefined
  readonly profile?: string | undefined
}

const textOf = (given: string | Redacted.Redacted | undefined): string | undefined =>
  Redacted.isRedacted(given) ? Redacted.value(given) : given

const leaseOf = (found: Credentials): ApiKey.Asked =>
  found.expiration instanceof Date
    ? { key: toKey(found), expiresAt: found.expiration.getTime() }
    : toKey(found)

const refused = (cause: unknown): AuthenticationFailed =>
  new AuthenticationFailed({
    message: "No credentials of AWS could be had.",
    rule: "credentials",
    ...(cause instanceof Error ? { code: cause.name, provider_message: Redact.text(cause.message, 200) } : {})
  })

/** Credentials that are asked for anew each time, so that what was rotated is found. */
const asking = (ask: () => Credentials | PromiseLike<Credentials>): ApiKey.Source =>
  Effect.map(Effect.tryPromise({ try: async () => ask(), catch: refused }), leaseOf)

const missing = (message: string, param = "apiKey"): Violation => ({
  param,
  code: "missing_required_parameter",
  message
})

/** A key, or what is missing for one. */
export interface Found {
  readonly key?: ApiKey.Source
  readonly mistake?: Violation
}

const library = "@aws-sdk/credential-provider-node"

/** The usual chain of a machine: environment, profile, single sign-on, web identity, container, instance. */
const chain = (profile: string | undefined): Effect.Effect<Found> =>
  Effect.gen(function* () {
    const loaded = yield* Effect.option(Effect.tryPromise(() => import("@aws-sdk/credential-provider-node")))
    if (loaded._tag === "None") {
      const message = `'apiKey' is missing: give it as an option, set AWS_BEARER_TOKEN_BEDROCK or AWS_ACCESS_KEY_ID, or install ${library}, which finds what this machine has.`
      return { mistake: missing(message) }
    }
    const { defaultProvider } = loaded.value
    const ask = () => defaultProvider(profile === undefined ? {} : { profile })()
    const first = yield* Effect.exit(Effect.tryPromise({ try: ask, catch: refused }))
    if (first._tag === "Failure") {
      const where = profile === undefined ? "" : ` for the profile '${profile}'`
      const message = `'apiKey' is missing: there are no credentials of AWS on this machine${where}. Give a Bedrock API key or 'credentials', or set AWS_BEARER_TOKEN_BEDROCK or AWS_ACCESS_KEY_ID.`
      return { mistake: missing(message, profile === undefined ? "apiKey" : "profile") }
    }
    // What was found while looking is the first key.
    let found: Credentials | undefined = first.value
    return {
      key: asking(() => {
        const known = found
        found = undefined
        return known ?? ask()
      })
    }
  })

export const find = (sources: Sources): Effect.Effect<Found> => {
  const { accessKeyId, credentials, profile } = sources
  const secretAccessKey = textOf(sources.secretAccessKey)
  const sessionToken = textOf(sources.sessionToken)
  if (typeof credentials === "function") return Effect.succeed({ key: asking(credentials) })
  if (credentials !== undefined) return Effect.succeed({ key: toKey(credentials) })
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return Effect.succeed({ key: toKey({ accessKeyId, secretAccessKey, sessionToken }) })
  }
  if (accessKeyId !== undefined || secretAccessKey !== undefined) {
    const [param, variable] =
      accessKeyId === undefined
        ? ["accessKeyId", "AWS_ACCESS_KEY_ID"]
        : ["secretAccessKey", "AWS_SECRET_ACCESS_KEY"]
    const message = `'${param}' is missing beside the other: give it as an option, or set ${variable}.`
    return Effect.succeed({ mistake: missing(message, param) })
  }
  return chain(profile)
}
