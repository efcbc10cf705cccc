import * as Claude from "@turnout/anthropic/Claude"
import type { JsonObject } from "@turnout/core/Json"
import type * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import type { SseFrame } from "@turnout/wire/Framing"
import * as Gemini from "@turnout/wire/Gemini"
import { isObject, object, parse, text } from "@turnout/wire/NativeAnswer"
import type { Protocol } from "@turnout/wire/Protocol"
import { claudeOf } from "./models.ts"

const family = Claude.hosted({ version: "vertex-2023-10-16", idOf: claudeOf, stream: true })

/** Google's front has an envelope of its own, the model's API the maker's. */
const isFronts = (body: string): boolean => {
  const json = parse(body)
  const whole = isObject(json) ? json : Array.isArray(json) ? object(json[0]) : undefined
  return text(object(whole?.["error"])?.["status"]) !== undefined
}

/** Anthropic's Messages API by `rawPredict`. An effort is refused here; how long to think is the model's to decide. */
export const messages: Protocol<AnthropicMessages.State, SseFrame> = {
  ...family,
  body: (fitted, endpoint) => {
    const made = family.body(fitted, endpoint)
    const config = made.body["output_config"]
    if (!isObject(config) || config["effort"] === undefined) return made
    const { effort, ...rest } = config
    const { output_config: _, ...others } = made.body
    const body: JsonObject = Object.keys(rest).length === 0 ? others : { ...others, output_config: rest }
    return {
      ...made,
      body,
      ledger: [
        ...made.ledger,
        { action: "clamped", param: "reasoning_effort", from: effort!, to: "adaptive", reason: "level" }
      ]
    }
  },
  failure: (status, headers, body, now) =>
    (isFronts(body) ? Gemini.protocol : family).failure(status, headers, body, now)
}
