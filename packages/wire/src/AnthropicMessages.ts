import { body } from "./anthropic-messages/body.ts"
import type { Cache } from "./anthropic-messages/cache.ts"
import { defaults } from "./anthropic-messages/defaults.ts"
import { common, type Forms } from "./anthropic-messages/forms.ts"
import { ofResponse } from "./anthropic-messages/failure.ts"
import * as Answers from "./anthropic-messages/state.ts"
import * as Step from "./anthropic-messages/step.ts"
import { whole } from "./anthropic-messages/whole.ts"
import type { CostField } from "./internal/stated-cost.ts"
import type { SseFrame } from "./Framing.ts"
import * as Framing from "./Framing.ts"
import type { Protocol } from "./Protocol.ts"

/** The state of one streamed answer, private to the protocol. */
export type State = Answers.State

/** `format` of reasoning that this family signs. */
export { format } from "./anthropic-messages/replay.ts"

export type { Forms } from "./anthropic-messages/forms.ts"

export interface Options {
  /** Requirements of this host for names and ids, beyond those of the family. */
  readonly forms?: Forms | undefined
  /** `auto`: marks what to cache if the caller marked nothing. Default: `caller`. */
  readonly cache?: Cache | undefined
  /** Where the host states the cost of a call. Default: nowhere. */
  readonly costs?: ReadonlyArray<CostField> | undefined
}

/**
 * The Messages API, which several hosts implement. Its terminal is `message_stop`: a stream that ends without one
 * is truncated, whatever came before.
 */
export const make = ({ cache = "caller", costs = [], forms }: Options = {}): Protocol<State, SseFrame> => ({
  name: "anthropic-messages",
  speaks: "anthropic-messages",
  defaults,
  framing: Framing.sse,
  cacheWrite1hFactor: 1.6,
  body: (fitted, endpoint) => body(cache, { ...common, ...forms }, fitted, endpoint),
  start: () => Answers.start(costs),
  step: Step.step,
  end: Step.end,
  held: Step.held,
  whole: (json) => whole(json, costs),
  counting: {
    path: "/v1/messages/count_tokens",
    fields: [
      "model",
      "messages",
      "system",
      "tools",
      "tool_choice",
      "thinking",
      "output_config",
      "cache_control",
      "context_management",
      "mcp_servers",
      "speed"
    ],
    count: "input_tokens"
  },
  models: { path: "/v1/models?limit=1000", list: "data", id: "id" },
  failure: ofResponse
})

/** The protocol with default options. */
export const protocol: Protocol<State, SseFrame> = make()
