import type { Json, JsonObject } from "@turnout/core/Json"
import type { Request } from "@turnout/core/Request"
import type { Draft, Notes } from "../internal/notes.ts"
import { translateSame } from "../internal/notes.ts"
import type { Quirks } from "./dialect.ts"

const isText = (part: JsonObject): boolean =>
  part["type"] === "text" && typeof part["text"] === "string" && Object.keys(part).length === 2

/** One text of a list that holds texts alone; undefined of any other content. */
const flat = (content: Json | undefined): string | undefined => {
  if (!Array.isArray(content) || content.length === 0) return undefined
  const parts = content as ReadonlyArray<JsonObject>
  return parts.every(isText) ? parts.map(({ text }) => text as string).join("\n") : undefined
}

const fieldOf = ({ reasoning }: Quirks): "reasoning" | "reasoning_content" =>
  reasoning === "reasoning" ? "reasoning" : "reasoning_content"

/** Reasoning as the first part of the content, where a family has a kind for it. */
const asPart = (turn: Draft, path: string, notes: Notes): void => {
  const { content, thinking } = turn
  delete turn["thinking"]
  const rest =
    typeof content === "string" ? (content === "" ? [] : [{ type: "text", text: content }]) : (content ?? [])
  const part = { type: "thinking", thinking: [{ type: "text", text: thinking! }], closed: true }
  turn["content"] = [part, ...(rest as ReadonlyArray<Json>)]
  notes.push({
    action: "translated",
    param: `${path}.content`,
    to: { type: "thinking", closed: true },
    reason: "same_meaning"
  })
  translateSame(notes, `${path}.reasoning_content`)
}

/** The turns with what the endpoint demands of each. */
export const met = (
  turns: ReadonlyArray<JsonObject>,
  quirks: Quirks,
  notes: Notes
): ReadonlyArray<JsonObject> => {
  const { demandedReasoning: demanded, flatText, reasoning } = quirks
  if (demanded === undefined && !flatText && reasoning !== "content") return turns
  return turns.map((turn, index) => {
    const path = `messages[${index}]`
    const next: Draft = { ...turn }
    const text = flatText ? flat(turn["content"]) : undefined
    if (text !== undefined) {
      next["content"] = text
      translateSame(notes, `${path}.content`)
    }
    if (turn["role"] !== "assistant") return next
    if (next["thinking"] !== undefined) asPart(next, path, notes)
    const field = fieldOf(quirks)
    const isDemanded = demanded !== undefined && (demanded.on === "every" || turn["tool_calls"] !== undefined)
    if (isDemanded && turn[field] === undefined) {
      next[field] = demanded.text
      notes.push({ action: "translated", param: `${path}.${field}`, to: demanded.text, reason: "demanded" })
    }
    return next
  })
}

/** The conversation with more instructions: behind those that it opens with, or before everything. */
export const instructed = (
  turns: ReadonlyArray<JsonObject>,
  instructions: string,
  notes: Notes
): ReadonlyArray<JsonObject> => {
  const [first, ...rest] = turns
  const given = first?.["role"] === "system" ? first["content"] : undefined
  const content = typeof given === "string" ? `${given}\n\n${instructions}` : instructions
  notes.push({ action: "translated", param: "messages[0].content", to: content, reason: "dialect" })
  return typeof given === "string"
    ? [{ ...first, content }, ...rest]
    : [{ role: "system", content }, ...turns]
}

/** One number for how many tokens have their probabilities told. */
export const counted = ({ logprobs, top_logprobs }: Request, body: Draft, notes: Notes): void => {
  if (logprobs === undefined) return
  delete body["top_logprobs"]
  const count = logprobs ? (top_logprobs ?? 1) : 0
  body["logprobs"] = count
  notes.push({ action: "translated", param: "logprobs", to: count, reason: "dialect" })
  if (top_logprobs !== undefined) {
    notes.push({ action: "renamed", param: "top_logprobs", to: "logprobs", reason: "same_meaning" })
  }
}
