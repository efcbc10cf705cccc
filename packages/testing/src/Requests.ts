import type { JsonObject } from "@turnout/core/Json"
import type { ReasoningOrigin } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import * as fc from "fast-check"
import { answered, message } from "./requests/messages.ts"
import { needs, parameters } from "./requests/parameters.ts"
import { list, maybe, rarely, record, word } from "./requests/words.ts"

export { override } from "./requests/capabilities.ts"
export { schema } from "./requests/tools.ts"

/** Reasoning of vendors that the provider under test is not. */
const foreign: ReadonlyArray<ReasoningOrigin> = [
  { format: "anthropic-claude-v1", provider: "elsewhere", model: "another-model" },
  { format: "google-gemini-v1", provider: "elsewhere", model: "another-model" },
  { format: "unknown", provider: "nowhere", model: "" }
]

const unknown = fc.dictionary(
  fc.constantFrom("logit_processor", "min_tokens", "thinking", "chat_template_kwargs", "__proto__"),
  fc.oneof(word, fc.integer(), fc.record({ inner: word })),
  { minKeys: 1, maxKeys: 2 }
)

/** Native fields of one provider, some of which stand where a protocol writes itself. */
export const extension = fc.dictionary(
  fc.constantFrom(
    "thinking",
    "output_config",
    "metadata",
    "reasoning",
    "response_format",
    "temperature",
    "tools",
    "min_tokens",
    "container"
  ),
  fc.oneof(
    word,
    fc.boolean(),
    fc.dictionary(fc.constantFrom("effort", "type", "user_id", "display", "x"), word, {
      minKeys: 1,
      maxKeys: 2
    })
  ),
  { minKeys: 1, maxKeys: 3 }
) as fc.Arbitrary<JsonObject>

/** Whether a request could have come out of normalize, whose rules reach across fields. */
const settle = (made: { readonly [key: string]: unknown }): Request => {
  const { top_logprobs, stream_options, ...rest } = made
  return {
    ...rest,
    ...(top_logprobs === undefined || made["logprobs"] !== true ? {} : { top_logprobs }),
    ...(stream_options === undefined || made["stream"] !== true ? {} : { stream_options })
  } as unknown as Request
}

/**
 * Requests as normalize leaves them: every parameter, every form of message and content, tools, media, response
 * formats, unknown fields, and reasoning of these origins beside foreign ones.
 */
export const requests = (origins: ReadonlyArray<ReasoningOrigin> = []): fc.Arbitrary<Request> =>
  fc
    .tuple(
      list(message([...origins, ...foreign]), 5).map(answered),
      fc.boolean(),
      parameters,
      needs,
      record({ unknown: rarely(unknown) })
    )
    .map(([messages, stream, ...rest]) => settle(Object.assign({ messages, stream }, ...rest)))

/** A request, and what its `extensions` hold for the provider under test. */
export const asked = (
  origins: ReadonlyArray<ReasoningOrigin> = []
): fc.Arbitrary<{ readonly request: Request; readonly extension?: JsonObject }> =>
  fc
    .tuple(requests(origins), maybe(rarely(extension)))
    .map(([request, extension]) => ({ request, ...(extension === undefined ? {} : { extension }) }))
