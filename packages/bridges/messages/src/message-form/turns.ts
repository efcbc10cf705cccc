import type {
  AssistantInput,
  FunctionCallInput,
  MessageInput,
  ReasoningDetailInput,
  TextPartInput,
  ToolPartInput
} from "@turnout/core/ChatRequest"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as RawJson from "@turnout/core/RawJson"
import * as Carrier from "../Carrier.ts"
import { ownFormat } from "../message-stream/thoughts.ts"
import * as Content from "./content.ts"
import { fieldOf, isObject, lose, type Notes, oneOf, textIn, wrong } from "./notes.ts"

/** The chat messages while they are written. */
export interface Turns {
  readonly messages: Array<MessageInput>
  /** Whose reasoning it is that bears a signature of this API's own models. */
  readonly model: string
}

const push = (turns: Turns, message: MessageInput, notes: Notes, place: Notes["messages"][number]): void => {
  turns.messages.push(message)
  notes.messages.push(place)
}

/** One plain text is a string, as most write it. */
const plain = (parts: ReadonlyArray<Content.Part>): string | undefined => {
  const [first] = parts
  return parts.length === 1 && first?.type === "text" && first.cache_control === undefined
    ? first.text
    : undefined
}

export const system = (value: Json | undefined, turns: Turns, notes: Notes, at = "system"): void => {
  const parts = Content.none()
  if (typeof value === "string" || Array.isArray(value)) {
    const blocks = typeof value === "string" ? [] : (value as ReadonlyArray<Json>)
    if (typeof value === "string") Content.content(value, at, parts, notes)
    for (const [index, block] of blocks.entries()) {
      const place = `${at}[${index}]`
      if (!isObject(block) || block["type"] !== "text") wrong(notes, place, "a text block", block)
      else Content.put(parts, Content.text(block, place, notes), place)
    }
  } else wrong(notes, at, "a string or a list of text blocks", value)
  if (parts.list.length === 0) return
  const content = plain(parts.list) ?? (parts.list as ReadonlyArray<TextPartInput>)
  push(turns, { role: "system", content }, notes, { at, parts: parts.at })
}

/** What a result holds, and what a chat's tool message has no place for. */
const result = (block: JsonObject, at: string, rest: Content.Parts, turns: Turns, notes: Notes): void => {
  const id = textIn(block, "tool_use_id", at, notes)
  const parts = Content.none()
  const given = fieldOf(block, "content")
  if (given !== undefined) Content.content(given, `${at}.content`, parts, notes)
  const list: Array<ToolPartInput> = []
  const places: Array<string> = []
  parts.list.forEach((part, index) => {
    if (part.type === "file") return Content.put(rest, part, parts.at[index]!)
    list.push(part)
    places.push(parts.at[index]!)
  })
  const failed = fieldOf(block, "is_error")
  if (failed !== undefined && typeof failed !== "boolean") wrong(notes, `${at}.is_error`, "a boolean", failed)
  // A chat has no field for it: the model reads it in the text.
  if (failed === true) {
    const [first] = list
    if (first?.type !== "text") {
      list.unshift({ type: "text", text: "Error" })
      places.unshift(at)
    } else if (!/^\s*error/i.test(first.text)) list[0] = { ...first, text: `Error: ${first.text}` }
    notes.lost.push({ action: "translated", param: `${at}.is_error`, reason: "dialect" })
  }
  if (id === undefined) return
  const content = list.length === 0 ? "" : (plain(list) ?? list)
  push(turns, { role: "tool", tool_call_id: id, content }, notes, { at, parts: places })
}

/** Results first, each a message of its own, then the rest. */
const user = (blocks: ReadonlyArray<Json>, at: string, turns: Turns, notes: Notes): void => {
  const rest = Content.none()
  let results = 0
  for (const [index, block] of blocks.entries()) {
    const place = `${at}[${index}]`
    if (isObject(block) && block["type"] === "tool_result") {
      results += 1
      result(block, place, rest, turns, notes)
    } else Content.block(block, place, rest, notes)
  }
  if (rest.list.length === 0 && results > 0) return
  const content = rest.list.length === 0 ? "" : (plain(rest.list) ?? rest.list)
  push(turns, { role: "user", content }, notes, { at, parts: rest.at })
}

/** Reasoning with its text put back. */
const filled = (
  details: ReadonlyArray<ReasoningDetailInput>,
  text: string
): ReadonlyArray<ReasoningDetailInput> =>
  details.map((detail) => {
    if (detail.type === "reasoning.text" && detail.text === undefined) return { ...detail, text }
    return detail.type === "reasoning.summary" && detail.summary === undefined
      ? { ...detail, summary: text }
      : detail
  })

const own = ({ model }: Turns) => ({ format: ownFormat, provider: "", model })

interface Said {
  readonly texts: Array<TextPartInput>
  readonly at: Array<string>
  readonly calls: Array<FunctionCallInput>
  readonly callsAt: Array<string>
  readonly details: Array<ReasoningDetailInput>
  readonly signatures: Map<string, string>
}

const thinking = (block: JsonObject, at: string, turns: Turns, said: Said, notes: Notes): void => {
  const isRedacted = block["type"] === "redacted_thinking"
  const text = isRedacted ? "" : textIn(block, "thinking", at, notes)
  const seal = isRedacted ? textIn(block, "data", at, notes) : (fieldOf(block, "signature") ?? "")
  if (text === undefined || seal === undefined) return
  if (typeof seal !== "string") return void wrong(notes, `${at}.signature`, "a string", seal)
  if (!Carrier.isCarried(seal)) {
    const origin = own(turns)
    const base = { format: ownFormat, origin }
    if (isRedacted) said.details.push({ type: "reasoning.encrypted", data: seal, ...base })
    else
      said.details.push({
        type: "reasoning.text",
        text,
        ...(seal === "" ? {} : { signature: seal }),
        ...base
      })
    return
  }
  const carried = Carrier.decode(seal)
  if (carried === undefined) return void notes.lost.push({ action: "stripped", param: at, reason: "origin" })
  said.details.push(...filled(carried.details, text))
  for (const [id, signature] of Object.entries(carried.calls ?? {})) said.signatures.set(id, signature)
}

const call = (block: JsonObject, at: string, said: Said, notes: Notes): void => {
  const id = textIn(block, "id", at, notes)
  const name = textIn(block, "name", at, notes)
  const input = fieldOf(block, "input")
  if (!isObject(input)) return void wrong(notes, `${at}.input`, "an object", input)
  if (id === undefined || name === undefined) return
  said.callsAt.push(at)
  said.calls.push({ id, type: "function", function: { name, arguments: written(input) } })
}

/** What was no object when a model wrote it is told under the key `""`, and goes back as it was. */
const written = (input: JsonObject): string => {
  const raw = Object.keys(input).length === 1 ? input[""] : undefined
  return typeof raw === "string" ? raw : (RawJson.sourceOf(input) ?? JSON.stringify(input))
}

const assistant = (blocks: ReadonlyArray<Json>, at: string, turns: Turns, notes: Notes): void => {
  const said: Said = { texts: [], at: [], calls: [], callsAt: [], details: [], signatures: new Map() }
  for (const [index, block] of blocks.entries()) {
    const place = `${at}[${index}]`
    const type = isObject(block) ? fieldOf(block, "type") : undefined
    if (!isObject(block)) wrong(notes, place, "a content block", block)
    else if (type === "thinking" || type === "redacted_thinking") thinking(block, place, turns, said, notes)
    else if (type === "tool_use") call(block, place, said, notes)
    else if (type === "text") {
      const part = Content.text(block, place, notes)
      if (part === undefined) continue
      said.texts.push(part)
      said.at.push(place)
    } else if (typeof type === "string") lose(notes, place)
    else wrong(notes, `${place}.type`, "a string", type)
  }
  const calls = said.calls.map((each) => {
    const signature = said.signatures.get(each.id)
    return signature === undefined ? each : { ...each, signature }
  })
  const content = plain(said.texts) ?? said.texts
  if (content.length === 0 && calls.length === 0 && said.details.length === 0) return
  const message: AssistantInput = {
    role: "assistant",
    ...(content.length === 0 ? {} : { content }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(said.details.length === 0 ? {} : { reasoning_details: said.details })
  }
  push(turns, message, notes, { at, parts: said.at, calls: said.callsAt })
}

/** The messages of a request. */
export const read = (value: Json | undefined, turns: Turns, notes: Notes): void => {
  if (!Array.isArray(value) || value.length === 0)
    return void wrong(notes, "messages", "a list of at least one message", value)
  for (const [index, message] of (value as ReadonlyArray<Json>).entries()) {
    const at = `messages[${index}]`
    if (!isObject(message)) {
      wrong(notes, at, "an object", message)
      continue
    }
    const role = oneOf(fieldOf(message, "role"), `${at}.role`, ["user", "assistant", "system"], notes)
    const content = fieldOf(message, "content")
    const place = `${at}.content`
    // Newer ones say something else than words, to endpoints that understand it.
    if (role === "system" && content === undefined) lose(notes, at)
    else if (typeof content !== "string" && !Array.isArray(content)) {
      wrong(notes, place, "a string or a list of content blocks", content)
    } else if (role === "system") system(content, turns, notes, place)
    else if (typeof content === "string") {
      if (role === "user" || !Content.isBlank(content)) {
        const said = Content.isBlank(content) ? "" : content
        if (role !== undefined) push(turns, { role, content: said }, notes, { at: place })
      }
    } else if (role === "user") user(content, place, turns, notes)
    else if (role === "assistant") assistant(content, place, turns, notes)
  }
}
