/** What is known of the models by their ids at the vendor, for packages of clouds that host them. */
import type { JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import type { SseFrame } from "@turnout/wire/Framing"
import type { Protocol } from "@turnout/wire/Protocol"
import { protocolOf } from "./anthropic/protocol.ts"

export { type Family, families, familyOf, overrideOf } from "./anthropic/models.ts"

/** How a cloud takes the Messages API: the model stands in its path, and the version in the body. */
export interface Hosting {
  /** `anthropic_version` of the body. */
  readonly version: string
  /** The id at the vendor, of one at the cloud. */
  readonly idOf: (providerModelId: string) => string
  /** Whether `stream` stays in the body; where it does not, the path says it. */
  readonly stream: boolean
}

/** The Messages API at a cloud. */
export const hosted = ({ idOf, stream, version }: Hosting): Protocol<AnthropicMessages.State, SseFrame> => {
  const family = protocolOf({})
  return {
    ...family,
    body: (fitted, endpoint) => {
      const made = family.body(fitted, { ...endpoint, provider_model_id: idOf(endpoint.provider_model_id) })
      const { model: _, ...native } = made.body
      const body: JsonObject = stream ? native : without(native, "stream")
      const ledger: Array<Entry> = [...made.ledger]
      if (!stream && fitted.request.stream) {
        ledger.push({ action: "translated", param: "stream", reason: "same_meaning" })
      }
      if (body["anthropic_version"] !== undefined) return { ...made, body, ledger }
      const param = "extensions.anthropic_version"
      ledger.push({ action: "defaulted", param, to: version, reason: "same_meaning" })
      return { ...made, body: { anthropic_version: version, ...body }, ledger }
    }
  }
}

const without = (body: JsonObject, field: string): JsonObject => {
  const { [field]: _, ...rest } = body
  return rest
}
