import type { Request } from "@turnout/core/Request"
import { type Draft, drop, type Notes, rename } from "./notes.ts"

/** Parameters that are the same under another name. */
const renames = {
  temperature: "temperature",
  top_p: "topP",
  top_k: "topK",
  n: "candidateCount",
  max_completion_tokens: "maxOutputTokens",
  seed: "seed",
  presence_penalty: "presencePenalty",
  frequency_penalty: "frequencyPenalty"
} as const satisfies { readonly [param in keyof Request]?: string }

const path = (name: string): string => `generationConfig.${name}`

const stop = (sequences: ReadonlyArray<string>, config: Draft, notes: Notes): void => {
  const kept: Array<string> = []
  for (const [index, text] of sequences.entries()) {
    if (text === "") drop(notes, `stop[${index}]`, "needless")
    else kept.push(text)
  }
  if (kept.length === 0) return
  rename(notes, "stop", path("stopSequences"))
  config["stopSequences"] = kept
}

const logprobs = ({ logprobs: asked, top_logprobs: most }: Request, config: Draft, notes: Notes): void => {
  if (asked === false) drop(notes, "logprobs", "needless")
  if (asked === true) {
    rename(notes, "logprobs", path("responseLogprobs"))
    config["responseLogprobs"] = true
  }
  if (most === undefined) return
  if (asked !== true) {
    drop(notes, "top_logprobs", "needless")
    return
  }
  rename(notes, "top_logprobs", path("logprobs"))
  config["logprobs"] = most
}

/** `generationConfig` of a request, without format and thinking. */
export const plan = (request: Request, notes: Notes): Draft => {
  const config: Draft = {}
  for (const param of Object.keys(renames) as Array<keyof typeof renames>) {
    const value = request[param]
    if (value === undefined) continue
    // One candidate is what there is anyway, and some models refuse the field itself.
    if (param === "n" && value === 1) {
      drop(notes, param, "needless")
      continue
    }
    rename(notes, param, path(renames[param]))
    config[renames[param]] = value
  }
  if (request.stop !== undefined) stop(request.stop, config, notes)
  logprobs(request, config, notes)
  if (request.modalities !== undefined) {
    rename(notes, "modalities", path("responseModalities"))
    config["responseModalities"] = request.modalities.map((modality) => modality.toUpperCase())
  }
  return config
}

/** Fields of `generationConfig` that the contract governs, filled or not. */
export const governed: ReadonlySet<string> = new Set([
  ...Object.values(renames),
  "stopSequences",
  "responseLogprobs",
  "logprobs",
  "responseModalities",
  "responseMimeType",
  "responseSchema",
  "responseJsonSchema"
])
