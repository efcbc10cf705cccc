import * as Check from "@turnout/core/Options"
import type { Violation } from "@turnout/core/RouterError"
import { elsewhere, quirks } from "@turnout/google/GeminiModels"
import * as Auth from "@turnout/wire/Auth"
import * as Gemini from "@turnout/wire/Gemini"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { messages } from "./vertex/claude.ts"
import * as Keys from "./vertex/keys.ts"
import * as Models from "./vertex/models.ts"
import * as Paths from "./vertex/paths.ts"

export interface Options extends Vendor.BaseOptions {
  /** The id of the project. Default: that of the credentials. */
  readonly project?: string | undefined
  /** A region, or `global`, `us`, `eu`. Default: `global`. */
  readonly location?: string | undefined
  /**
   * Access tokens: usually a function that gives them. With `express` an API key. Default: tokens by `credentials`.
   */
  readonly apiKey?: Vendor.Keys | undefined
  /**
   * A service account's credentials, as its JSON file has them or as that text; tokens are had by `google-auth-library`, which
   * has to be installed. Default: the machine's application default credentials.
   */
  readonly credentials?: string | { readonly [field: string]: unknown } | undefined
  /** The project that calls are counted on, where it is another one. */
  readonly quotaProject?: string | undefined
  /** The version of the API for Gemini. Default: `v1beta1`, which has new fields first. */
  readonly version?: "v1" | "v1beta1" | undefined
  /** Express mode: an API key in place of a project; Google's own models alone. Default: false. */
  readonly express?: boolean | undefined
}

/** What an account needs from the environment to be found there: what else a machine has is not looked for unasked. */
export const needs: ReadonlyArray<string> = ["project", "apiKey"]

/** An API key of Google's, which is no access token. */
const apiKeyShape = /^(?:AIza|AQ\.)/

const isApiKey = (key: unknown): boolean =>
  apiKeyShape.test(
    Redacted.isRedacted(key) ? String(Redacted.value(key)) : typeof key === "string" ? key : ""
  )

const missingProject: Violation = {
  param: "project",
  code: "missing_required_parameter",
  message:
    "'project' is missing: give it as an option, or set GOOGLE_CLOUD_PROJECT. An API key alone is for express mode: give express: true."
}

const noToken: Violation = {
  param: "apiKey",
  code: "invalid_parameter_value",
  message:
    "Invalid 'apiKey': it is an API key, which is for express mode alone. Give express: true, or access tokens, or 'credentials'."
}

const complete = (options: Partial<Options>): Effect.Effect<Vendor.Completed<Options>> => {
  const { apiKey, credentials, express, project } = options
  if (express === true) return Effect.succeed({ options })
  if (apiKey !== undefined) {
    const isWrong = [apiKey].flat().some(isApiKey)
    const mistakes = [...(project === undefined ? [missingProject] : []), ...(isWrong ? [noToken] : [])]
    return Effect.succeed({ options, mistakes })
  }
  const found = credentials === undefined ? Keys.ofMachine(project) : Keys.stated(credentials)
  return Effect.map(found, ({ key, mistake, project: own }) => {
    // Another mistake than a key that is missing.
    if (mistake !== undefined) return { options: { ...options, apiKey: [] }, mistakes: [mistake] }
    const completed = { ...options, project: project ?? own, ...(key === undefined ? {} : { apiKey: key }) }
    return {
      options: completed,
      ...(completed.project === undefined ? { mistakes: [missingProject] } : {})
    }
  })
}

const chat = OpenAiChat.make()

export const { make, layer, env }: Vendor.Vendor<Options> = Vendor.define({
  id: "vertex",
  catalog: "google-vertex",
  vendor: "vertex",
  aliases: ["google-vertex", "vertex-ai", "vertexai"],
  protocol: Gemini.make({ origins: ["google-vertex"], models: quirks, callIds: false }),
  baseUrl: (options: Options) => Paths.hostOf(options),
  path: Paths.gemini,
  embeddings: () => import("./vertex/embeddings.ts"),
  auth: { of: ({ express }) => (express === true ? Auth.header("x-goog-api-key") : Auth.bearer) },
  headers: ({ quotaProject }): { readonly [name: string]: string } =>
    quotaProject === undefined ? {} : { "x-goog-user-project": quotaProject },
  env: {
    project: [
      "GOOGLE_CLOUD_PROJECT",
      "GCLOUD_PROJECT",
      "GOOGLE_VERTEX_PROJECT",
      "VERTEXAI_PROJECT",
      "ANTHROPIC_VERTEX_PROJECT_ID"
    ],
    location: ["GOOGLE_CLOUD_LOCATION", "GOOGLE_VERTEX_LOCATION", "VERTEXAI_LOCATION", "CLOUD_ML_REGION"],
    apiKey: ["GOOGLE_VERTEX_API_KEY", "GOOGLE_CLOUD_API_KEY", "CLOUDSDK_AUTH_ACCESS_TOKEN"],
    quotaProject: "GOOGLE_CLOUD_QUOTA_PROJECT",
    baseUrl: "GOOGLE_VERTEX_BASE_URL"
  },
  options: {
    project: Check.string,
    location: Check.where<string>(
      "a location of Google's, as europe-west1 or global",
      (value) => typeof value === "string" && Paths.isLocation(value)
    ),
    credentials: Check.where<NonNullable<Options["credentials"]>>(
      "the JSON of credentials, or its text",
      (value) => typeof value === "string" || (typeof value === "object" && value !== null)
    ),
    quotaProject: Check.string,
    version: Check.oneOf("v1", "v1beta1"),
    express: Check.boolean
  },
  wanted: ["project"],
  complete,
  models: Models.gemini,
  without: ({ id }) => elsewhere.test(id),
  apis: {
    usual: "gemini",
    others: {
      messages: Vendor.api({
        protocol: messages,
        path: Paths.anthropic,
        models: Models.claude,
        without: (_, { express }: Options) => express === true
      }),
      mistral: Vendor.api({
        protocol: chat,
        path: Paths.mistral,
        without: (_, { express }: Options) => express === true
      }),
      chat: Vendor.api({
        protocol: chat,
        path: Paths.open,
        models: Models.open,
        without: (_, { express }: Options) => express === true
      })
    },
    served: (id, { express }) => {
      const publisher = Models.publisherOf(id)
      if (publisher === "google" || express === true) return undefined
      const api = publisher === "anthropic" ? "messages" : publisher === "mistral" ? "mistral" : "chat"
      return { api, reason: "unsupported", source: "the publisher" }
    }
  }
})
