/** Access tokens of Microsoft Entra ID in place of a resource's key. */
import type * as ApiKey from "@turnout/core/ApiKey"
import { AuthenticationFailed } from "@turnout/core/Failure"
import * as Redact from "@turnout/wire/Redact"
import * as Effect from "effect/Effect"

/** What gives tokens: every credential of `@azure/identity` does. */
export interface Credential {
  readonly getToken: (
    scope: string
  ) => PromiseLike<{ readonly token: string; readonly expiresOnTimestamp: number } | null>
}

export interface Options {
  /** Default: `https://ai.azure.com/.default`; resources before Foundry may ask for `https://cognitiveservices.azure.com/.default`. */
  readonly scope?: string | undefined
}

/** Codes of the directory, which say what is wrong with an account and nothing that is secret. */
const directory = /\bAADSTS\d{4,7}\b/

const refused = (cause: unknown): AuthenticationFailed => {
  const { message = "", name = "" } = cause instanceof Error ? cause : {}
  const code = directory.exec(message)?.[0] ?? (name === "" ? undefined : name)
  return new AuthenticationFailed({
    message: `No access token of Entra could be had${code === undefined ? "" : ` (${code})`}.`,
    rule: "token",
    ...(code === undefined ? {} : { code }),
    provider_message: Redact.text(message, 200)
  })
}

/**
 * Tokens as a key: `azure({ resource, apiKey: Entra.tokens(credential) })`. Fetched when one is needed, shared, and renewed
 * before it ends. A function gives the credential when the first is needed, so that its library is loaded then.
 */
export const tokens = (
  credential: Credential | (() => Credential | PromiseLike<Credential>),
  { scope = "https://ai.azure.com/.default" }: Options = {}
): Extract<ApiKey.Source, Effect.Effect<unknown, unknown>> => {
  let made: Credential | undefined = typeof credential === "function" ? undefined : credential
  return Effect.tryPromise({
    try: async (): Promise<ApiKey.Asked> => {
      made ??= await (credential as () => Credential | PromiseLike<Credential>)()
      const given = await made.getToken(scope)
      if (given === null) throw new Error("The credential gave no token.")
      return { key: given.token, expiresAt: given.expiresOnTimestamp }
    },
    catch: refused
  })
}
