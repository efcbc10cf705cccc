import type { Endpoint } from "@turnout/core/Endpoint"
import * as Auth from "@turnout/wire/Auth"
import * as Gemini from "@turnout/wire/Gemini"
import * as Vendor from "@turnout/wire/Vendor"
import { elsewhere, models, quirks } from "./google/models.ts"
import { nameOf } from "./google/name.ts"

export type Options = Vendor.Options

const encoded = (endpoint: Endpoint): string => nameOf(endpoint).split("/").map(encodeURIComponent).join("/")

export const { make, layer, env }: Vendor.Vendor<Options, "google"> = Vendor.define({
  id: "google",
  aliases: ["gemini", "google-ai-studio", "google-generative-ai"],
  // A signature is good here: whether the same model's is at another host of it, nobody says.
  protocol: Gemini.make({ origins: ["google"], models: quirks }),
  baseUrl: "https://generativelanguage.googleapis.com",
  path: (endpoint, stream) =>
    `/v1beta/${encoded(endpoint)}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
  embeddings: () => import("./google/embeddings.ts"),
  auth: Auth.header("x-goog-api-key"),
  env: { apiKey: "GEMINI_API_KEY", baseUrl: "GOOGLE_GEMINI_BASE_URL" },
  models,
  // `ServiceTier` of the SDK; prices per tier stand in the catalog.
  tiers: { priority: { serviceTier: "priority" }, flex: { serviceTier: "flex" } },
  without: (row) => elsewhere.test(row.id)
})
