import * as Check from "@turnout/core/Options"
import * as Facts from "@turnout/openai/Facts"
import type { Auth } from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"
import * as Redacted from "effect/Redacted"
import { baseUrlOf } from "./azure/base.ts"
import { overrideOf, quirksOf, servedOf } from "./azure/deployments.ts"

export interface Options extends Vendor.Options {
  /** The resource: the first label of its host. Needed without a `baseUrl`. */
  readonly resource?: string | undefined
  /** `YYYY-MM-DD`, also `-preview`: asks by deployments and a dated version. Default: the v1 API, which has none. */
  readonly apiVersion?: string | undefined
  /** The API that serves every model. Default: chat, and Responses for models that chat serves less well or not at all. */
  readonly api?: "chat" | "responses" | undefined
}

/** A token of Entra is a JWT, and goes where such tokens go; a key of the resource has a header of its own. */
const keyOrToken: Auth = (key): { readonly [header: string]: string } => {
  const value = Redacted.value(key)
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(value)
    ? { authorization: `Bearer ${value}` }
    : value === ""
      ? {}
      : { "api-key": value }
}

const protocol = ({ models }: Options) =>
  OpenAiChat.make({
    forms: Facts.forms,
    toolRoot: Facts.toolRoot,
    emptyContent: false,
    models: [...Facts.quirks, ...quirksOf(models)]
  })

export const { make, layer, env }: Vendor.Vendor<Options, "azure"> = Vendor.define({
  id: "azure",
  aliases: ["azure-openai", "azureopenai"],
  protocol,
  baseUrl: baseUrlOf,
  path: "/chat/completions",
  embeddings: () => import("./azure/embeddings.ts"),
  auth: keyOrToken,
  env: {
    apiKey: ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"],
    resource: ["AZURE_RESOURCE_NAME", "AZURE_OPENAI_RESOURCE_NAME"],
    baseUrl: ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_BASE_URL", "AZURE_API_BASE"],
    apiVersion: ["OPENAI_API_VERSION", "AZURE_OPENAI_API_VERSION", "AZURE_API_VERSION"]
  },
  options: {
    resource: Check.where("one label of a host", isLabel),
    apiVersion: Check.where("a date, YYYY-MM-DD or YYYY-MM-DD-preview", isVersion),
    api: Check.oneOf("chat", "responses")
  },
  required: ({ baseUrl }) => (baseUrl === undefined ? ["apiKey", "resource"] : ["apiKey"]),
  models: (id, { models }) => overrideOf(id, models),
  tiers: { priority: { service_tier: "priority" } },
  // Claude and Mistral stand there behind APIs of their own.
  without: ({ id }) => Facts.notOnChat(id) || /^claude|embed|image/.test(id),
  apis: {
    usual: "chat",
    others: {
      responses: Facts.responses,
      deployments: Vendor.api({
        protocol: protocol({ apiKey: "" }),
        path: ({ provider_model_id: id }) => `/deployments/${encodeURIComponent(id)}/chat/completions`,
        models: [...Facts.models]
      })
    },
    served: servedOf,
    pinned: ({ api, apiVersion }) => (apiVersion === undefined ? api : "deployments")
  }
})

function isLabel(value: unknown): boolean {
  return typeof value === "string" && /^[a-z0-9][a-z0-9-]{0,62}$/i.test(value)
}

function isVersion(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}(-preview)?$/.test(value)
}
