import type * as ApiKey from "@turnout/core/ApiKey"
import { AuthenticationFailed } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import type { Violation } from "@turnout/core/RouterError"
import { object, parse, text } from "@turnout/wire/NativeAnswer"
import * as Redact from "@turnout/wire/Redact"
import * as Effect from "effect/Effect"
import type * as Google from "google-auth-library"

const scope = "https://www.googleapis.com/auth/cloud-platform"
const library = "google-auth-library"

/** What was found of an account, or what is wrong. */
export interface Found {
  readonly key?: ApiKey.Source
  readonly project?: string | undefined
  readonly mistake?: Violation
}

const mistake = (param: string, code: Violation["code"], message: string): Found => ({
  mistake: { param, code, message }
})

/** What `google-auth-library` says holds addresses and grants, and may hold more: its word for the error is enough. */
const refused = (cause: unknown): AuthenticationFailed => {
  const { message = "" } = cause instanceof Error ? cause : {}
  const code = /\b(invalid_[a-z_]+|unauthorized_[a-z]+|access_denied)\b/.exec(message)?.[1]
  return new AuthenticationFailed({
    message: `No access token of Google could be had${code === undefined ? "" : ` (${code})`}.`,
    rule: "token",
    ...(code === undefined ? {} : { code }),
    provider_message: Redact.text(message, 200)
  })
}

const load = Effect.option(Effect.tryPromise(() => import("google-auth-library")))

type Library = Pick<typeof Google, "GoogleAuth">

/** A token and its end. Made anew each time, so that a file that was changed is read again. */
const token = ({ GoogleAuth }: Library, credentials: JsonObject | undefined): ApiKey.Source =>
  Effect.tryPromise({
    try: async (): Promise<ApiKey.Asked> => {
      const auth = new GoogleAuth({
        scopes: [scope],
        ...(credentials === undefined ? {} : { credentials: credentials as never })
      })
      const client = await auth.getClient()
      const { token: key } = await client.getAccessToken()
      if (typeof key !== "string" || key === "") throw new Error("There was no token in the answer.")
      const expiresAt = client.credentials.expiry_date
      return typeof expiresAt === "number" ? { key, expiresAt } : key
    },
    catch: refused
  })

const uninstalled = (param: string): Found =>
  mistake(
    param,
    "missing_required_parameter",
    `'${param}' needs ${library}: install it beside this package, or give access tokens as 'apiKey'.`
  )

/** Fields without which credentials of a kind are none. */
const fields: { readonly [type: string]: ReadonlyArray<string> } = {
  service_account: ["client_email", "private_key"],
  authorized_user: ["client_id", "client_secret", "refresh_token"],
  external_account: ["audience", "token_url"]
}

/** Credentials as the file of a service account holds them, or as its text. In variables line feeds are often written out. */
const credentialsOf = (given: unknown): JsonObject | string => {
  const json = typeof given === "string" ? parse(given) : given
  const found = object(json as JsonObject)
  if (found === undefined) return "is no JSON object."
  const type = text(found["type"]) ?? "service_account"
  const missing = (fields[type] ?? []).filter((field) => text(found[field]) === undefined)
  if (missing.length > 0) return `of type '${type}' has no '${missing.join("', '")}'.`
  const key = text(found["private_key"])
  return {
    ...found,
    type,
    ...(key === undefined ? {} : { private_key: key.replaceAll("\\n", "\n") })
  }
}

/** The tokens of stated credentials. */
export const stated = (given: unknown): Effect.Effect<Found> =>
  Effect.map(load, (library): Found => {
    const credentials = credentialsOf(given)
    if (typeof credentials === "string") {
      return mistake(
        "credentials",
        "invalid_parameter_value",
        `Invalid 'credentials': what was given ${credentials}`
      )
    }
    if (library._tag === "None") return uninstalled("credentials")
    return {
      key: token(library.value, credentials),
      project: text(credentials["project_id"]) ?? text(credentials["quota_project_id"])
    }
  })

/** The tokens of what this machine has: application default credentials. */
export const ofMachine = (project: string | undefined): Effect.Effect<Found> =>
  Effect.gen(function* () {
    const library = yield* load
    if (library._tag === "None") return uninstalled("credentials")
    const { GoogleAuth } = library.value
    const found = yield* Effect.option(
      Effect.tryPromise(async () => {
        const auth = new GoogleAuth({ scopes: [scope] })
        await auth.getClient()
        return project ?? (await auth.getProjectId().catch(() => undefined))
      })
    )
    if (found._tag === "None") {
      return mistake(
        "credentials",
        "missing_required_parameter",
        "'credentials' is missing: this machine has no application default credentials. Give a service account's, access tokens as 'apiKey', or set GOOGLE_APPLICATION_CREDENTIALS."
      )
    }
    return { key: token(library.value, undefined), project: found.value ?? undefined }
  })
