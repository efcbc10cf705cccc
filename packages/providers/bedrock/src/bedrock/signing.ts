import { AuthenticationFailed, type Failure } from "@turnout/core/Failure"
import type { Signing } from "@turnout/wire/Auth"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** Credentials of AWS. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  /** When they end. */
  readonly expiration?: Date | undefined
}

/** Credentials as one key, so that they are held, asked for and kept out of sight as keys are. */
export const toKey = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Redacted.Redacted =>
  Redacted.make([accessKeyId, secretAccessKey, ...(sessionToken ? [sessionToken] : [])].join(":"))

const composed = /^([A-Z0-9]{16,128}):([^:]+)(?::(.+))?$/

/** Of a request: the date, without its punctuation. */
const stampOf = (now: number): string => new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, "")

/** The service that a host is called by in signatures, and its region. */
const placeOf = (url: string, region: string): { readonly service: string; readonly region: string } => {
  const found = /^https:\/\/(bedrock-mantle|bedrock-runtime)\.([a-z0-9-]+)\./.exec(url)
  return {
    service: found?.[1] === "bedrock-mantle" ? "bedrock-mantle" : "bedrock",
    region: found?.[2] ?? region
  }
}

const unsigned = (cause: unknown): Failure =>
  new AuthenticationFailed({
    message: `The request could not be signed (${cause instanceof Error ? cause.name : "an error"}).`,
    rule: "signing"
  })

/**
 * A Bedrock API key as a bearer, or credentials of AWS as a signature (Signature Version 4) of the whole request. The library
 * is loaded where a request is signed.
 */
export const signing = (region: string): Signing => ({
  sign: ({ body = "", method, url }, key, now) => {
    const text = Redacted.value(key)
    const [, accessKeyId, secretAccessKey, sessionToken] = composed.exec(text) ?? []
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      return Effect.succeed(text === "" ? {} : { authorization: `Bearer ${text}` })
    }
    return Effect.tryPromise({
      try: async () => {
        const { AwsV4Signer } = await import("aws4fetch")
        const signer = new AwsV4Signer({
          method,
          url,
          headers: { "content-type": "application/json" },
          body: body as string,
          accessKeyId,
          secretAccessKey,
          ...(sessionToken === undefined ? {} : { sessionToken }),
          ...placeOf(url, region),
          datetime: stampOf(now)
        })
        const signed = await signer.sign()
        const { "content-type": _, host: _host, ...headers } = Object.fromEntries(signed.headers)
        return headers
      },
      catch: unsigned
    })
  }
})
