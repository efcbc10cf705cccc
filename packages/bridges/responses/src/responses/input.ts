/** The items of a conversation as the messages of a chat request: the items of one turn are one message. */
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Content from "./content.ts"
import * as Reasoning from "./reasoning.ts"
import { type Draft, isObject, type Translation } from "./translation.ts"

/** Items of tools that a vendor ran: what came of them stands in the answer behind them. */
const past: ReadonlySet<unknown> = new Set([
  "web_search_call",
  "file_search_call",
  "code_interpreter_call",
  "image_generation_call",
  "mcp_list_tools",
  "mcp_call",
  "mcp_approval_request",
  "mcp_approval_response",
  "tool_search_call"
])

const roles: ReadonlySet<unknown> = new Set(["user", "assistant", "system", "developer"])

/** An assistant's turn while its items come. */
interface Turn {
  readonly content: Array<Content.Placed | string>
  readonly calls: Array<{ readonly call: Draft; readonly at: string }>
  readonly details: Array<Draft>
  readonly at: string
  fields: Draft | undefined
}

class Conversation {
  readonly messages: Array<Draft> = []
  private readonly to: Translation
  private readonly signatures: ReadonlyMap<string, string>
  private turn: Turn | undefined = undefined
  /** Files of outputs, which a tool's message cannot hold: the user gives them behind all outputs. */
  private files: Array<Content.Placed> = []

  constructor(to: Translation, signatures: ReadonlyMap<string, string>) {
    this.to = to
    this.signatures = signatures
  }

  take(item: JsonObject, at: string): void {
    const type = item["type"] ?? (item["role"] === undefined ? undefined : "message")
    switch (type) {
      case "message":
        return this.message(item, at)
      case "function_call":
      case "custom_tool_call":
        return this.call(item, type, at)
      case "function_call_output":
      case "custom_tool_call_output":
        return this.output(item, at)
      case "reasoning":
        this.opened(at).details.push(...Reasoning.toDetails(item))
        return
      case "item_reference":
        this.to.refuse(
          at,
          "invalid_request",
          `Invalid '${at}': nothing is stored that 'item_reference' could name.`
        )
        return
      case undefined:
      case null:
        return this.to.missing(`${at}.type`)
      default:
        if (typeof type !== "string") return this.to.invalid(`${at}.type`, "a string", type)
        if (past.has(type)) return this.to.lose(at)
        return this.to.needs(`An item of type '${type.slice(0, 40)}'`)
    }
  }

  end(): void {
    this.flush()
    this.hoist()
  }

  private push(message: Draft, at: string): string {
    const path = `messages[${this.messages.length}]`
    this.to.names.set(path, at)
    this.messages.push(message)
    return path
  }

  private opened(at: string): Turn {
    this.hoist()
    return (this.turn ??= { content: [], calls: [], details: [], at, fields: undefined })
  }

  private message(item: JsonObject, at: string): void {
    const { content, role } = item
    if (role === undefined || role === null) return this.to.missing(`${at}.role`)
    if (!roles.has(role)) {
      return this.to.invalid(`${at}.role`, '"user", "assistant", "system" or "developer"', role, true)
    }
    if (content === undefined || content === null) return this.to.missing(`${at}.content`)
    if (typeof content !== "string" && !Array.isArray(content)) {
      return this.to.invalid(`${at}.content`, "a string or an array", content)
    }
    if (role === "assistant") return this.said(item, content as string | ReadonlyArray<Json>, at)
    this.flush()
    this.hoist()
    if (typeof content === "string") {
      this.push({ role, content }, at)
      return
    }
    const placed = Content.parts(content as ReadonlyArray<Json>, `${at}.content`, this.to)
    if (placed.length === 0 && this.to.only !== undefined)
      placed.push({ part: { type: "text", text: "" }, at })
    this.placed(this.push({ role, content: placed.map(({ part }) => part) }, at), "content", placed)
  }

  private placed(path: string, field: string, parts: ReadonlyArray<Content.Placed>): void {
    for (const [index, { at }] of parts.entries()) this.to.names.set(`${path}.${field}[${index}]`, at)
  }

  private said(item: JsonObject, content: string | ReadonlyArray<Json>, at: string): void {
    const turn = this.opened(at)
    if (typeof content === "string") turn.content.push(content)
    else turn.content.push(...Content.parts(content, `${at}.content`, this.to))
    const fields = item["provider_fields"]
    if (isObject(fields)) turn.fields = { ...turn.fields, ...fields }
  }

  private call(item: JsonObject, type: "function_call" | "custom_tool_call", at: string): void {
    const turn = this.opened(at)
    const id = item["call_id"] ?? undefined
    const name = item["name"] ?? undefined
    const signature = typeof id === "string" ? this.signatures.get(id) : undefined
    const more = {
      ...(signature === undefined || type !== "function_call" ? {} : { signature }),
      ...(isObject(item["provider_fields"]) ? { provider_fields: item["provider_fields"] } : {})
    }
    const call: Draft =
      type === "function_call"
        ? { id, type: "function", function: { name, arguments: item["arguments"] ?? undefined }, ...more }
        : { id, type: "custom", custom: { name, input: item["input"] ?? undefined }, ...more }
    turn.calls.push({ call, at })
  }

  private output(item: JsonObject, at: string): void {
    this.flush()
    const given = item["output"] ?? undefined
    let content: unknown = given
    let placed: ReadonlyArray<Content.Placed> = []
    if (Array.isArray(given)) {
      const all = Content.parts(given as ReadonlyArray<Json>, `${at}.output`, this.to)
      placed = all.filter(({ part }) => part["type"] !== "file")
      const files = all.filter(({ part }) => part["type"] === "file")
      this.files.push(...files)
      const text = files.length > 0 ? "The output is the file that follows." : ""
      content = placed.length === 0 ? text : placed.map(({ part }) => part)
    }
    const path = this.push({ role: "tool", tool_call_id: item["call_id"] ?? undefined, content }, at)
    this.to.names.set(`${path}.content`, `${at}.output`)
    this.placed(path, "content", placed)
  }

  private flush(): void {
    const { turn } = this
    if (turn === undefined) return
    this.turn = undefined
    const { at, calls, content, details, fields } = turn
    if (content.length === 0 && calls.length === 0) {
      if (details.length > 0) this.to.lost.push({ action: "stripped", param: at, reason: "dialect" })
      return
    }
    const placed = content.map((each) =>
      typeof each === "string" ? { part: { type: "text", text: each }, at: `${at}.content` } : each
    )
    const [first] = content
    const isText = content.length === 1 && typeof first === "string"
    const path = this.push(
      {
        role: "assistant",
        ...(content.length === 0 ? {} : { content: isText ? first : placed.map(({ part }) => part) }),
        ...(calls.length === 0 ? {} : { tool_calls: calls.map(({ call }) => call) }),
        ...(details.length === 0 ? {} : { reasoning_details: details }),
        ...(fields === undefined ? {} : { provider_fields: fields })
      },
      at
    )
    if (!isText) this.placed(path, "content", placed)
    for (const [index, call] of calls.entries()) {
      this.to.names.set(`${path}.tool_calls[${index}]`, call.at)
      this.to.names.set(`${path}.tool_calls[${index}].id`, `${call.at}.call_id`)
    }
  }

  private hoist(): void {
    if (this.files.length === 0) return
    const placed = this.files
    this.files = []
    const path = this.push({ role: "user", content: placed.map(({ part }) => part) }, placed[0]!.at)
    this.placed(path, "content", placed)
  }
}

/** The messages of an input and of the instructions ahead of it. */
export const toMessages = (input: unknown, instructions: unknown, to: Translation): ReadonlyArray<Draft> => {
  const items = Array.isArray(input) ? (input as ReadonlyArray<unknown>) : []
  const made = new Conversation(to, Reasoning.signatures(items))
  if (instructions !== undefined) {
    made.messages.push({ role: "system", content: instructions })
    to.names.set("messages[0]", "instructions")
    to.names.set("messages[0].content", "instructions")
  }
  if (typeof input === "string") {
    to.names.set(`messages[${made.messages.length}].content`, "input")
    made.messages.push({ role: "user", content: input })
  }
  for (const [index, item] of items.entries()) {
    const at = `input[${index}]`
    if (isObject(item)) made.take(item, at)
    else to.invalid(at, "an object", item)
  }
  made.end()
  return made.messages
}
