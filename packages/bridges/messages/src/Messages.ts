import type { ChatRequest, MessageInput } from "@turnout/core/ChatRequest"
import { isCredential } from "@turnout/core/CredentialNames"
import * as ExactJson from "@turnout/core/ExactJson"
import type { Form } from "@turnout/core/Form"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Normalize from "@turnout/core/Normalize"
import * as PlainInput from "@turnout/core/PlainInput"
import * as Refusal from "@turnout/core/Refusal"
import type * as RouterError from "@turnout/core/RouterError"
import * as Result from "effect/Result"
import type { Message } from "./Message.ts"
import type { MessageEvent } from "./MessageEvent.ts"
import * as MessageStream from "./MessageStream.ts"
import * as Fields from "./message-form/fields.ts"
import * as Names from "./message-form/names.ts"
import { fieldOf, isObject, make, maybeText, type Notes, wrong } from "./message-form/notes.ts"
import * as Source from "./message-form/source.ts"
import * as Tools from "./message-form/tools.ts"
import * as Turns from "./message-form/turns.ts"

/** A request of this API, as the router runs it. */
export interface MessageForm extends Form<MessageEvent, Message> {
  readonly stream: boolean
}

export interface Options {
  /** What is counted needs no `max_tokens`. Default: false. */
  readonly counting?: boolean
}

/** Headers by name in lower case; read are Anthropic's own, and the session that Claude Code tells of. */
export interface Headers {
  readonly [name: string]: string
}

/** What is wrong with the request itself, and with all that its translation would be refused for. */
const refused = (
  { more, violations }: Notes,
  chat: object,
  rename: Names.Rename
): RouterError.RouterError => {
  const normalized = Normalize.normalize(chat)
  const found = Result.isFailure(normalized) ? normalized.failure.violations : []
  const others = found
    .map((each) => Names.violation(each, rename))
    .filter(({ param }) => !violations.some((own) => stands(param, own.param) || stands(own.param, param)))
  return Refusal.make([...violations, ...others], more)
}

/** Whether it is that place, or one within. */
const stands = (param: string, place: string): boolean =>
  param.startsWith(place) && /^(?:$|[.[])/.test(param.slice(place.length))

/** A window of a million tokens is asked for by a suffix, which is no part of a model's name. */
const modelOf = (body: JsonObject, notes: Notes): string | undefined =>
  maybeText(body, "model", "", notes)?.replace(/\[1m\]$/i, "")

const session = "x-claude-code-session-id"

/** A conversation stays where its prompt is cached, without a word of the caller's own about it. */
const gatewayOf = (body: JsonObject, headers: Headers): Json | undefined => {
  const gateway = fieldOf(body, "gateway")
  const id = headers[session]
  if (id === undefined || id === "" || id.length > 200 || (gateway !== undefined && !isObject(gateway)))
    return gateway
  const routing = gateway === undefined ? undefined : fieldOf(gateway, "routing")
  if (routing !== undefined && (!isObject(routing) || fieldOf(routing, "session") !== undefined))
    return gateway
  return { ...gateway, routing: { ...routing, session: id } }
}

type Given = { readonly [key: string]: unknown } | null | undefined

const listIn = (value: unknown, key: string): ReadonlyArray<Given> => {
  const list = (value as Given)?.[key]
  return Array.isArray(list) ? (list as ReadonlyArray<Given>) : []
}

/** The copy's inputs of tools bear the texts that they were read from. */
const exactInputs = (given: unknown, copied: JsonObject): void => {
  try {
    const copies = listIn(copied, "messages")
    for (const [index, message] of listIn(given, "messages").entries()) {
      const blocks = listIn(copies[index], "content")
      for (const [at, block] of listIn(message, "content").entries()) {
        const input = block?.["input"]
        const copy = blocks[at]?.["input"]
        if (isRecord(input) && isRecord(copy)) ExactJson.carry(input, copy)
      }
    }
  } catch {
    // It was read once, and says something else now: what was read counts.
  }
}

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null

/**
 * A request of the Messages API as a form around the chat request that it means, or all that is wrong with it, in the
 * caller's names. It never throws, whatever it is given.
 */
export const form = (
  given: unknown,
  headers: Headers = {},
  { counting = false }: Options = {}
): Result.Result<MessageForm, RouterError.RouterError> => {
  const copied = PlainInput.read(given)
  if (Result.isFailure(copied)) return Result.fail(copied.failure)
  const body = copied.success as JsonObject
  exactInputs(given, body)
  const notes = make()
  const request: { [field: string]: unknown } = {}
  for (const name of Source.routers) {
    const value = name === "gateway" ? gatewayOf(body, headers) : fieldOf(body, name)
    if (value !== undefined) request[name] = value
  }
  // The router refuses to carry them, and tells of it.
  for (const name of Object.keys(body)) if (isCredential(name)) request[name] = "-"
  const model = modelOf(body, notes)
  if (model !== undefined) request["model"] = model
  const stream = fieldOf(body, "stream")
  if (stream !== undefined && typeof stream !== "boolean") wrong(notes, "stream", "a boolean", stream)
  const messages: Array<MessageInput> = []
  const turns = { messages, model: model?.replace(/[@:].*$/, "") ?? "" }
  const system = fieldOf(body, "system")
  if (system !== undefined) Turns.system(system, turns, notes)
  Turns.read(fieldOf(body, "messages"), turns, notes)
  Fields.read(body, counting, request, notes)
  Object.assign(request, Tools.read(body, notes))
  if (messages.length === 0) messages.push({ role: "user", content: "" })
  request["messages"] = messages
  const rename = Names.renaming(notes, effortPlace(body))
  if (notes.violations.length > 0) return Result.fail(refused(notes, request, rename))
  const asked: MessageStream.Asked = {
    stop_sequences: (request["stop"] ?? []) as ReadonlyArray<string>,
    told: (metadata) => Names.metadata(metadata, rename)
  }
  return Result.succeed({
    request: request as unknown as ChatRequest,
    source: Source.of(body, headers, notes),
    stream: stream === true,
    tell: () => MessageStream.tell(asked),
    whole: (answer) => MessageStream.whole(answer, asked),
    error: (error) => Names.error(error, rename)
  })
}

/** Where an effort stands that a request asks for. */
const effortPlace = (body: JsonObject): string => {
  const config = fieldOf(body, "output_config")
  return isObject(config) && fieldOf(config, "effort") !== undefined ? "output_config.effort" : "thinking"
}
