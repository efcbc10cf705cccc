import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import * as Embeddings from "@turnout/wire/Embeddings"
import { count, text } from "@turnout/wire/NativeAnswer"
import * as Native from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"

const governed: ReadonlySet<string> = new Set(["model", "input", "dimensions"])

const body = (context: number | undefined, { extension, request }: Fitted, endpoint: Endpoint): Body => {
  const { alone, dimensions, encoding_format, input, input_type } = request.embedding!
  const notes: Native.Notes = []
  if (input_type !== undefined) Native.drop(notes, "gateway.input_type")
  Embeddings.asNumbers(encoding_format, notes)
  const size = Embeddings.sizeOf(endpoint, dimensions, notes)
  const isCut = extension?.["truncate"] !== undefined
  if (!isCut) Embeddings.uncut(notes, false)
  const draft: Native.Draft = {
    model: endpoint.provider_model_id,
    input: alone ? (input[0] as string) : (input as ReadonlyArray<Json>),
    ...(isCut ? {} : { truncate: false }),
    ...(size === undefined ? {} : { dimensions: size }),
    ...(context === undefined ? {} : { options: { num_ctx: context } })
  }
  return { body: Native.extended(draft, extension, governed, notes), ledger: notes }
}

const read = (json: JsonObject): Embeddings.Answer | ReturnType<typeof Embeddings.malformed> => {
  const { embeddings } = json
  if (!Array.isArray(embeddings)) return Embeddings.malformed("data", "The answer holds no list of vectors.")
  const tokens = count(json["prompt_eval_count"])
  return {
    vectors: embeddings,
    model: text(json["model"]),
    usage: tokens === undefined ? undefined : { usage: Usage.make({ input: tokens, output: 0 }) }
  }
}

/** `/api/embed`. */
export const embeddings: EmbeddingsDeclaration<{ readonly context?: number | undefined }> = {
  protocol: ({ context }) => ({
    name: "ollama-embed",
    capabilities: Embeddings.capable({ user: { support: "no" } }),
    facts: {},
    body: (fitted, endpoint) => body(context, fitted, endpoint),
    read
  }),
  path: "/api/embed"
}
