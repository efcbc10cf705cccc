import type { Endpoint } from "@turnout/core/Endpoint"
import type { AssistantMessage, Message, SystemMessage, ToolCall, ToolMessage } from "@turnout/core/Message"
import { forReaders, messageFields } from "../internal/message-fields.ts"
import { toInput } from "../internal/tool-input.ts"
import * as Content from "./content.ts"
import { type Draft, drop, idOf, nameOf, type Notes, translate, unread, type Words } from "./notes.ts"
import * as Replay from "./replay.ts"
import * as Results from "./results.ts"

/** One turn while it is written; results answer the calls of a model's turn and stand first in the user turn behind it. */
interface Turn {
  readonly role: "user" | "model"
  readonly parts: Array<Draft>
  readonly results: Array<Results.Result>
  calls: number
}

export interface Conversation {
  readonly system: ReadonlyArray<Draft>
  readonly contents: ReadonlyArray<Draft>
}

const callFields = new Set(["id", "type", "function", "custom", "signature"])
const callsReaders = new Set(["provider_fields"])

/** Stands in for a signature that is missing where one is demanded: a call that another model made, or an older one. */
const bypass = "skip_thought_signature_validator"

/** The conversation while it grows. */
interface Growing {
  readonly turns: Array<Turn>
  /** The latest call of each id. */
  readonly calls: Map<string, Results.Called & { readonly turn: Turn }>
}

const turnOf = ({ turns }: Growing, role: Turn["role"]): Turn => {
  const last = turns.at(-1)
  if (last?.role === role) return last
  const turn: Turn = { role, parts: [], results: [], calls: 0 }
  turns.push(turn)
  return turn
}

/** One by one: a spread of a hundred thousand is too much for the stack. */
const addTo = (parts: Array<Draft>, more: ReadonlyArray<Draft>): void => {
  for (const part of more) parts.push(part)
}

/** Turns of one role are one turn; nothing said is no turn. */
const push = (growing: Growing, role: Turn["role"], parts: ReadonlyArray<Draft>): void => {
  if (parts.length > 0) addTo(turnOf(growing, role).parts, parts)
}

const signatureOf = (
  call: ToolCall,
  index: number,
  replay: Replay.Replay,
  path: string,
  { quirks }: Words,
  notes: Notes
): string | undefined => {
  const own = call.type === "function" ? call.signature : undefined
  const kept = replay.calls.get(index)
  if (own !== undefined && replay.trusted) {
    translate(notes, `${path}.signature`)
    if (kept !== undefined) drop(notes, kept.path, "needless")
    return own
  }
  if (own !== undefined) notes.push({ action: "stripped", param: `${path}.signature`, reason: "origin" })
  if (kept !== undefined) return kept.signature
  // Of parallel calls the first is signed.
  if (!quirks.signed || index > 0) return undefined
  notes.push({ action: "defaulted", param: `${path}.signature`, to: bypass, reason: "same_meaning" })
  return bypass
}

const toCall = (
  call: ToolCall,
  index: number,
  replay: Replay.Replay,
  path: string,
  words: Words,
  notes: Notes
): { readonly part: Draft; readonly name: string } => {
  unread(notes, path, call, callFields, callsReaders)
  const native: Draft = {}
  if (words.quirks.callIds) native["id"] = idOf(words, call.id, `${path}.id`, notes)
  else drop(notes, `${path}.id`, "needless")
  const given = call.type === "custom" ? call.custom.name : call.function.name
  const name = nameOf(words, given, `${path}.${call.type}.name`, notes)
  native["name"] = name
  if (call.type === "custom") {
    translate(notes, `${path}.type`)
    native["args"] = { input: call.custom.input }
  } else native["args"] = toInput(call.function.arguments, `${path}.function.arguments`, notes)
  const thoughtSignature = signatureOf(call, index, replay, path, words, notes)
  const part = { functionCall: native, ...(thoughtSignature === undefined ? {} : { thoughtSignature }) }
  return { part, name }
}

const assistant = (
  message: AssistantMessage,
  path: string,
  words: Words,
  endpoint: Endpoint,
  growing: Growing,
  notes: Notes
): void => {
  const replay = Replay.plan(message, `${path}.reasoning_details`, words, endpoint, notes)
  const text = Content.toParts(message.content, `${path}.content`, notes)
  const parts = [...replay.thoughts]
  addTo(parts, Replay.weave(text, replay.insets))
  if (message.refusal !== undefined) {
    translate(notes, `${path}.refusal`)
    addTo(parts, Content.toParts(message.refusal, `${path}.refusal`, notes))
  }
  const calls = message.tool_calls ?? []
  if (parts.length === 0 && calls.length === 0) return
  const turn = turnOf(growing, "model")
  addTo(turn.parts, parts)
  for (const [index, call] of calls.entries()) {
    const { part, name } = toCall(call, index, replay, `${path}.tool_calls[${index}]`, words, notes)
    turn.parts.push(part)
    growing.calls.set(call.id, { name, order: turn.calls++, turn })
  }
}

/** A result of no call has no name, and no place behind one: it is told as what the user says. */
const orphan = (message: ToolMessage, path: string, growing: Growing, notes: Notes): void => {
  notes.push({ action: "emulated", param: `${path}.role`, reason: "dialect" })
  drop(notes, `${path}.tool_call_id`, "needless")
  push(growing, "user", Content.toParts(message.content, `${path}.content`, notes))
}

const result = (message: ToolMessage, path: string, words: Words, growing: Growing, notes: Notes): void => {
  const called = growing.calls.get(message.tool_call_id)
  if (called === undefined) orphan(message, path, growing, notes)
  else called.turn.results.push(Results.toResult(message, called, path, words, notes))
}

/** Later instructions have no role of their own. */
const instruct = (message: SystemMessage, path: string, growing: Growing, notes: Notes): void => {
  notes.push({ action: "emulated", param: `${path}.role`, reason: "dialect" })
  push(growing, "user", Content.toParts(message.content, `${path}.content`, notes))
}

/** Results in the order of their calls, in one turn directly behind them: what else the user says stands after them. */
const answered = (turns: ReadonlyArray<Turn>): Array<Draft> => {
  const contents: Array<Draft> = []
  let before: Array<Draft> = []
  const say = (role: Turn["role"], parts: ReadonlyArray<Draft>): void => {
    if (parts.length > 0) contents.push({ role, parts })
  }
  for (const { role, parts, results } of turns) {
    if (role === "user") {
      say(role, before.length === 0 ? parts : before.concat(parts))
      before = []
      continue
    }
    say("user", before)
    say(role, parts)
    const inOrder = results.toSorted((one, other) => one.order - other.order)
    before = inOrder.map(({ part }) => part)
    for (const { media } of inOrder) addTo(before, media)
  }
  say("user", before)
  return contents
}

export const translateMessages = (
  messages: ReadonlyArray<Message>,
  words: Words,
  endpoint: Endpoint,
  notes: Notes
): Conversation => {
  let system: Array<Draft> = []
  const growing: Growing = { turns: [], calls: new Map() }
  let leading = true
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    unread(notes, path, message, messageFields[message.role], forReaders)
    if (message.role === "developer") translate(notes, `${path}.role`)
    switch (message.role) {
      case "system":
      case "developer":
        if (leading && words.quirks.instructions) {
          addTo(system, Content.toParts(message.content, `${path}.content`, notes))
        } else instruct(message, path, growing, notes)
        break
      case "user":
        push(growing, "user", Content.toParts(message.content, `${path}.content`, notes))
        break
      case "assistant":
        assistant(message, path, words, endpoint, growing, notes)
        break
      case "tool":
        result(message, path, words, growing, notes)
    }
    leading &&= message.role === "system" || message.role === "developer"
  }
  if (growing.turns.length === 0 && system.length > 0) {
    // Nothing but instructions: this family wants a turn to answer to.
    notes.push({ action: "emulated", param: "messages[0].role", reason: "dialect" })
    push(growing, "user", system)
    system = []
  }
  return { system, contents: answered(growing.turns) }
}
