import { body } from "./anthropic-messages/body.ts"
import type { Cache } from "./anthropic-messages/cache.ts"
import { defaults } from "./anthropic-messages/defaults.ts"
import { common, type Forms } from "./anthropic-messages/forms.ts"
import { ofResponse } from "./anthropic-messages/failure.ts"
import * as Step from "./anthropic-messages/step.ts"
import { whole } from "./anthropic-messages/whole.ts"
import type { CostField } from "./internal/stated-cost.ts"
import type { SseFrame } from "./Framing.ts"
import * as Framing from "./Framing.ts"
import type { Protocol } from "./Protocol.ts"

/** One streamed answer so far; nobody's business but the protocol's. */
export type State = Step.State

/** `format` of the reasoning that this family seals. */
export { format } from "./anthropic-messages/replay.ts"

export type { Forms } from "./anthropic-messages/forms.ts"

export interface Options {
  /** What this host demands of names and ids otherwise than all hosts of the family. */
  readonly forms?: Forms | undefined
  /** `auto`: what to cache is marked for a caller who marks nothing; `caller` by default. */
  readonly cache?: Cache | undefined
  /** Where the host states what a call cost; nowhere by default, as its maker does not. */
  readonly costs?: ReadonlyArray<CostField> | undefined
}

/**
 * The Messages API, which more hosts than its maker speak. Its terminal is `message_stop`: a stream that ends
 * without one is truncated, whatever it said before.
 */
export const make = ({ cache = "caller", costs = [], forms }: Options = {}): Protocol<State, SseFrame> => ({
  name: "anthropic-messages",
  defaults,
  framing: Framing.sse,
  cacheWrite1hFactor: 1.6,
  body: (fitted, endpoint) => body(cache, { ...common, ...forms }, fitted, endpoint),
  start: () => Step.start(costs),
  step: Step.step,
  end: Step.end,
  whole: (json) => whole(json, costs),
  failure: ofResponse
})

/** The family as it is, with nothing of its own accord. */
export const protocol: Protocol<State, SseFrame> = make()
