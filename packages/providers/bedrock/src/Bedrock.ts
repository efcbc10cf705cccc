import * as Check from "@turnout/core/Options"
import type { Protocol } from "@turnout/wire/Protocol"
import * as Vendor from "@turnout/wire/Vendor"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Answers from "./bedrock/answer.ts"
import { body } from "./bedrock/body.ts"
import * as Capabilities from "./bedrock/capabilities.ts"
import { type EventFrame, eventStream } from "./bedrock/events.ts"
import { ofResponse } from "./bedrock/failure.ts"
import { claudeOf, hostOf, isElsewhere, isRegion } from "./bedrock/ids.ts"
import * as Invoke from "./bedrock/invoke.ts"
import * as Keys from "./bedrock/keys.ts"
import { pathOf } from "./bedrock/paths.ts"
import { type Credentials, signing } from "./bedrock/signing.ts"

export type { Credentials } from "./bedrock/signing.ts"

export interface Options extends Vendor.BaseOptions {
  /** The region of the account's endpoint. */
  readonly region?: string | undefined
  /**
   * Credentials of AWS, or a function that gives them: asked when they are needed, before they end, and again after a refusal.
   * Default: a Bedrock API key (`apiKey`), keys of the environment, or what the machine's usual chain finds, with
   * `@aws-sdk/credential-provider-node` installed.
   */
  readonly credentials?: Credentials | (() => Credentials | PromiseLike<Credentials>) | undefined
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | Redacted.Redacted | undefined
  readonly sessionToken?: string | Redacted.Redacted | undefined
  /** The profile of the shared configuration files whose credentials are used. */
  readonly profile?: string | undefined
  /**
   * The API for all models: `converse`, or `messages`, which is `InvokeModel` with a Claude's own body. Default: `messages` for
   * Claude, whose schemas and thinking Converse cannot say in full, `converse` for the others.
   */
  readonly api?: "converse" | "messages" | undefined
}

/** Converse, with the binary event stream. Its terminal is `messageStop`, with the usage behind it. */
export const converse: Protocol<Answers.Answer, EventFrame> = {
  name: "bedrock-converse",
  defaults: Capabilities.defaults,
  framing: eventStream,
  cacheWrite1hFactor: 1.6,
  body,
  start: Answers.start,
  step: Answers.step,
  end: Answers.end,
  whole: Answers.whole,
  failure: ofResponse
}

const secret = Check.where<string | Redacted.Redacted>(
  "a text",
  (value) => typeof value === "string" || Redacted.isRedacted(value)
)

const credentials = Check.where<NonNullable<Options["credentials"]>>(
  "credentials of AWS, or a function that gives them",
  (value) => {
    if (typeof value === "function") return true
    const { accessKeyId, secretAccessKey } = (value ?? {}) as Partial<Credentials>
    return typeof accessKeyId === "string" && typeof secretAccessKey === "string"
  }
)

/** What an account needs from the environment to be found there: what else a machine has is not looked for unasked. */
export const needs: ReadonlyArray<string> = ["region", "apiKey"]

const isPlain = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === "string"

/** Models that give vectors, which no catalog lists; tokens of a text. */
const embedding = {
  "amazon.titan-embed-text-v1": { embeddings: {}, limits: { context: 8_192 } },
  "amazon.titan-embed-text-v2:0": { embeddings: {}, limits: { context: 8_192 } },
  "amazon.nova-2-multimodal-embeddings-v1:0": { embeddings: {}, limits: { context: 8_172 } },
  "cohere.embed-english-v3": { embeddings: {}, limits: { context: 512 } },
  "cohere.embed-multilingual-v3": { embeddings: {}, limits: { context: 512 } },
  "cohere.embed-v4:0": { embeddings: {}, limits: { context: 128_000 } }
}

const vendor = Vendor.define({
  id: "bedrock",
  catalog: "amazon-bedrock",
  vendor: "bedrock",
  aliases: ["amazon-bedrock", "aws-bedrock", "aws"],
  protocol: converse,
  baseUrl: ({ region }: Options) => hostOf(region ?? ""),
  path: pathOf("converse", "converse-stream"),
  embeddings: () => import("./bedrock/embeddings.ts"),
  stated: embedding,
  auth: { of: ({ region }) => signing(region ?? "") },
  env: {
    region: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    apiKey: "AWS_BEARER_TOKEN_BEDROCK",
    accessKeyId: "AWS_ACCESS_KEY_ID",
    secretAccessKey: "AWS_SECRET_ACCESS_KEY",
    sessionToken: "AWS_SESSION_TOKEN",
    profile: "AWS_PROFILE",
    baseUrl: ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_BEDROCK_BASE_URL"]
  },
  options: {
    region: Check.where<string>(
      "a region of AWS, as eu-central-1",
      (value) => typeof value === "string" && isRegion(value)
    ),
    credentials,
    accessKeyId: Check.string,
    secretAccessKey: secret,
    sessionToken: secret,
    profile: Check.string,
    api: Check.oneOf("converse", "messages")
  },
  required: ["region", "apiKey"],
  complete: (options: Partial<Options>) => {
    const { accessKeyId, apiKey, profile, region } = options
    const isLooked = apiKey === undefined && region !== undefined && [accessKeyId, profile].every(isPlain)
    if (!isLooked) return Effect.succeed({ options })
    return Effect.map(Keys.find(options), ({ key, mistake }) => ({
      options: key === undefined ? options : { ...options, apiKey: key },
      ...(mistake === undefined ? {} : { mistakes: [mistake] })
    }))
  },
  models: (id) => Capabilities.overrideOf(id),
  without: ({ id }, { region = "" }) =>
    isElsewhere(id, region) || /embed|rerank|canvas|reel|sonic|image|^stability\./.test(id),
  tiers: {
    priority: { serviceTier: { type: "priority" } },
    flex: { serviceTier: { type: "flex" } }
  },
  apis: {
    usual: "converse",
    others: {
      messages: Vendor.api({
        protocol: Invoke.messages(),
        path: pathOf("invoke", "invoke-with-response-stream"),
        models: Invoke.overrideOf,
        without: ({ id }, { region = "" }) => isElsewhere(id, region)
      })
    },
    served: (id) =>
      claudeOf(id) === undefined
        ? undefined
        : { api: "messages", reason: "unsupported", source: "the vendor" },
    pinned: ({ api }) => api
  }
})

/** Credentials that the host gives stand over a key of the environment. */
const given = <O extends Partial<Options>>(options: O): O =>
  options.apiKey === undefined && (options.credentials !== undefined || options.accessKeyId !== undefined)
    ? { ...options, ...own(options) }
    : options

const own = (options: Partial<Options>): { readonly apiKey?: Vendor.Keys } => {
  const found = Effect.runSync(Keys.find(options))
  return found.key === undefined ? {} : { apiKey: found.key }
}

export const { make, env } = vendor

export const layer: Vendor.Vendor<Options>["layer"] = (options = {}) =>
  vendor.layer(given(options as Partial<Options>))
