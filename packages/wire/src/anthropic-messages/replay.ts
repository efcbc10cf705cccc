import type { Endpoint } from "@turnout/core/Endpoint"
import type { ReasoningDetail } from "@turnout/core/Message"
import type { Draft, Notes } from "./notes.ts"
import { drop, unread } from "./notes.ts"

/** OpenRouter's name for the signatures and encrypted blocks of this family. */
export const format = "anthropic-claude-v1"

const read = new Set(["type", "text", "signature", "data", "format", "origin"])
const position = new Set(["id", "index"])

/** A caller may have lost any field on the way; without its seal a part is worth nothing. */
const toBlock = (detail: ReasoningDetail): Draft | undefined => {
  if (detail.type === "reasoning.text" && detail.signature !== undefined) {
    return { type: "thinking", thinking: detail.text ?? "", signature: detail.signature }
  }
  return detail.type === "reasoning.encrypted" && detail.data !== undefined
    ? { type: "redacted_thinking", data: detail.data }
    : undefined
}

/**
 * Reasoning of an earlier turn as native blocks, byte for byte. A signature is good on every host of the model
 * and on no other model, so the provider of the origin is not asked.
 */
export const toBlocks = (
  details: ReadonlyArray<ReasoningDetail>,
  path: string,
  endpoint: Endpoint,
  notes: Notes
): Array<Draft> => {
  const blocks: Array<Draft> = []
  let foreign = false
  for (const [index, detail] of details.entries()) {
    const { origin } = detail
    const own = origin !== undefined && origin.format === format && origin.model === endpoint.model
    const block = own ? toBlock(detail) : undefined
    if (block === undefined) {
      foreign = true
      continue
    }
    unread(notes, `${path}[${index}]`, detail, read, position)
    // What the fold derived from the origin says nothing of its own.
    drop(notes, `${path}[${index}].format`, "needless")
    drop(notes, `${path}[${index}].origin`, "needless")
    blocks.push(block)
  }
  if (foreign) notes.push({ action: "stripped", param: path, reason: "origin" })
  return blocks
}
