import * as Auth from "@turnout/wire/Auth"
import * as Framing from "@turnout/wire/Framing"
import type { Protocol } from "@turnout/wire/Protocol"
import * as Vendor from "@turnout/wire/Vendor"
import * as Answers from "./cohere/answer.ts"
import { body } from "./cohere/body.ts"
import { defaults } from "./cohere/capabilities.ts"
import { ofResponse } from "./cohere/failure.ts"
import { models } from "./cohere/models.ts"

export type Options = Vendor.Options

/** Models that give vectors; tokens of a text. */
const embedding = {
  "embed-v4.0": { embeddings: {}, limits: { context: 128_000 } },
  "embed-english-v3.0": { embeddings: {}, limits: { context: 512 } },
  "embed-multilingual-v3.0": { embeddings: {}, limits: { context: 512 } },
  "embed-english-light-v3.0": { embeddings: {}, limits: { context: 512 } },
  "embed-multilingual-light-v3.0": { embeddings: {}, limits: { context: 512 } }
}

/** The chat API, version 2. Its terminal is `message-end`. */
export const protocol: Protocol<Answers.Answer, Framing.SseFrame> = {
  name: "cohere-chat",
  defaults,
  framing: Framing.sse,
  body,
  start: Answers.start,
  step: Answers.step,
  end: Answers.end,
  whole: Answers.whole,
  failure: ofResponse
}

export const { make, layer, env }: Vendor.Vendor<Options> = Vendor.define({
  id: "cohere",
  protocol,
  baseUrl: "https://api.cohere.com",
  path: "/v2/chat",
  embeddings: () => import("./cohere/embeddings.ts"),
  stated: embedding,
  auth: Auth.bearer,
  env: { apiKey: ["CO_API_KEY", "COHERE_API_KEY"], baseUrl: "CO_API_URL" },
  models
})
