import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import type * as Framing from "@turnout/wire/Framing"
import * as JsonFraming from "@turnout/wire/JsonFraming"
import type { Protocol } from "@turnout/wire/Protocol"
import * as Vendor from "@turnout/wire/Vendor"
import * as Effect from "effect/Effect"
import * as Answers from "./ollama/answer.ts"
import { body } from "./ollama/body.ts"
import { defaults } from "./ollama/capabilities.ts"
import { urlOf, usual } from "./ollama/host.ts"
import { parse } from "@turnout/wire/NativeAnswer"

export interface Options extends Vendor.BaseOptions {
  /**
   * The context window to ask for, in tokens (`num_ctx`), where a request's extension names none. Default: the server's own,
   * which may be small: what does not fit in it is cut off in silence there.
   */
  readonly context?: number | undefined
}

/** The server's own chat API. A streamed answer is a JSON object a line; its terminal is `done`. */
export const protocolOf = (context?: number): Protocol<Answers.Answer, Framing.SseFrame> => ({
  name: "ollama-chat",
  defaults,
  framing: JsonFraming.ndjson,
  body: (fitted, endpoint) => body(context, fitted, endpoint),
  start: Answers.start,
  step: Answers.step,
  end: Answers.end,
  whole: Answers.whole,
  failure: (status, headers, text, now) => Answers.failureOf(parse(text), { status, headers, now })
})

/** What an account needs from the environment to be found there. */
export const needs: ReadonlyArray<string> = ["baseUrl"]

export const { make, layer, env }: Vendor.Vendor<Options> = Vendor.define({
  id: "ollama",
  protocol: ({ context }: Options) => protocolOf(context),
  baseUrl: usual,
  path: "/api/chat",
  embeddings: () => import("./ollama/embeddings.ts"),
  auth: Auth.bearer,
  env: { apiKey: "OLLAMA_API_KEY", baseUrl: ["OLLAMA_HOST", "OLLAMA_API_BASE"] },
  options: {
    context: Check.where(
      "a number of tokens, at least 1",
      (value) => Number.isInteger(value) && Number(value) > 0
    )
  },
  // So that the environment is asked for an address; without one it is the usual.
  required: ["baseUrl"],
  complete: (options: Partial<Options>) => {
    const { baseUrl = usual } = options
    return Effect.succeed({
      options: { ...options, baseUrl: typeof baseUrl === "string" ? urlOf(baseUrl) : baseUrl }
    })
  },
  models: [
    {
      match: /^gpt-oss/,
      override: { reasoning: { support: "yes", control: "level", always: true } }
    }
  ]
})
