import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Vendor from "@turnout/wire/Vendor"
import { forms, toolRoot } from "./openai/forms.ts"
import { models, quirks } from "./openai/models.ts"
import { notOnChat, responses, served } from "./openai/responses.ts"

export interface Options extends Vendor.Options {
  readonly organization?: string | undefined
  readonly project?: string | undefined
  /** The API that serves every model. Default: chat, and Responses for models that chat serves less well or not at all. */
  readonly api?: "chat" | "responses" | undefined
}

export const { make, layer, env }: Vendor.Vendor<Options, "openai"> = Vendor.define({
  id: "openai",
  protocol: OpenAiChat.make({ forms, toolRoot, emptyContent: false, terminal: "usage", models: quirks }),
  baseUrl: "https://api.openai.com/v1",
  // The regional hosts of the API, as the vendor's own SDK lists them.
  regions: Object.fromEntries(
    ["us", "eu", "ae", "au", "in", "jp"].map((region) => [region, `https://${region}.api.openai.com/v1`])
  ),
  path: "/chat/completions",
  embeddings: () => import("./openai/embeddings.ts"),
  auth: Auth.bearer,
  env: {
    apiKey: "OPENAI_API_KEY",
    baseUrl: "OPENAI_BASE_URL",
    organization: "OPENAI_ORG_ID",
    project: "OPENAI_PROJECT_ID"
  },
  options: { organization: Check.string, project: Check.string, api: Check.oneOf("chat", "responses") },
  headers: ({ organization, project }) => ({
    ...(organization === undefined ? {} : { "openai-organization": organization }),
    ...(project === undefined ? {} : { "openai-project": project })
  }),
  models,
  // API reference of chat completions; prices per tier stand in the catalog.
  tiers: { priority: { service_tier: "priority" }, flex: { service_tier: "flex" } },
  without: (row) => notOnChat(row.id),
  apis: { usual: "chat", others: { responses }, served, pinned: ({ api }) => api }
})
