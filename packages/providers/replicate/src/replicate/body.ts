import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import * as Native from "@turnout/wire/NativeBody"
import { type Draft, drop, type Notes, unread } from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import { versionOf } from "./address.ts"

const known: { readonly [role in Message["role"]]: ReadonlySet<string> } = {
  system: new Set(["role", "content"]),
  developer: new Set(["role", "content"]),
  user: new Set(["role", "content"]),
  assistant: new Set(["role", "content", "refusal"]),
  tool: new Set(["role", "content"])
}
/** Inputs of the usual names. */
const inputs = {
  temperature: "temperature",
  top_p: "top_p",
  top_k: "top_k",
  presence_penalty: "presence_penalty",
  frequency_penalty: "frequency_penalty",
  seed: "seed",
  reasoning_effort: "reasoning_effort",
  verbosity: "verbosity"
} as const satisfies { readonly [param in keyof Request]?: string }

const said: ReadonlySet<string> = new Set([...Object.keys(inputs), "max_completion_tokens", "stop"])

/** How the models of a maker take what has no usual name. */
interface Names {
  readonly output: string
  /** The input for images, and whether it takes several. */
  readonly images?: { readonly name: string; readonly several: boolean }
}

const namesOf = (id: string): Names => {
  if (id.startsWith("openai/")) {
    return { output: "max_completion_tokens", images: { name: "image_input", several: true } }
  }
  return id.startsWith("anthropic/")
    ? { output: "max_tokens", images: { name: "image", several: false } }
    : { output: "max_tokens" }
}

const speaker: { readonly [role in Message["role"]]: string } = {
  system: "System",
  developer: "System",
  user: "User",
  assistant: "Assistant",
  tool: "Tool"
}

interface Said {
  readonly role: Message["role"]
  readonly text: string
}

/** The dialogue as one text, where there is more than a question. */
const render = (turns: ReadonlyArray<Said>, notes: Notes): string => {
  const [first] = turns
  if (first === undefined) return ""
  if (turns.length === 1 && first.role === "user") return first.text
  notes.push({ action: "emulated", param: "messages", reason: "dialect" })
  const lines = turns.map(({ role, text }) => `${speaker[role]}: ${text}`)
  return [...lines, ...(turns.at(-1)?.role === "assistant" ? [] : ["Assistant:"])].join("\n\n")
}

const prompt = (request: Request, names: Names, notes: Notes): Draft => {
  const system: Array<string> = []
  const turns: Array<Said> = []
  const images: Array<string> = []
  let leading = true
  for (const [index, message] of request.messages.entries()) {
    const path = `messages[${index}]`
    unread(notes, path, message, known[message.role], Native.forReaders)
    const image = ({ url }: Native.Image) => {
      if (names.images === undefined || (!names.images.several && images.length > 0)) return undefined
      images.push(url)
      return ""
    }
    const texts = Native.parts<string>(
      message.content,
      `${path}.content`,
      { text: (text) => text, ...(message.role === "user" ? { image } : {}) },
      notes
    ).filter((text) => text !== "")
    if (message.role === "assistant" && message.refusal !== undefined) {
      Native.translateSame(notes, `${path}.refusal`)
      texts.push(message.refusal)
    }
    leading &&= message.role === "system" || message.role === "developer"
    if (message.role === "developer") Native.translateSame(notes, `${path}.role`)
    const text = texts.join("\n\n")
    if (leading) system.push(text)
    else turns.push({ role: message.role, text })
  }
  // Nothing but instructions: there has to be something to answer to.
  const isBare = turns.length === 0 && system.length > 0
  if (isBare) notes.push({ action: "emulated", param: "messages[0].role", reason: "dialect" })
  const text = isBare ? system.join("\n\n") : render(turns, notes)
  const input: Draft = { prompt: text }
  notes.push(
    turns.every((turn) => turn.text === "") && !isBare
      ? { action: "translated", param: "messages", to: { prompt: text }, reason: "demanded" }
      : { action: "translated", param: "messages", reason: "same_meaning" }
  )
  if (system.length > 0 && !isBare) input["system_prompt"] = system.join("\n\n")
  if (images.length > 0) input[names.images!.name] = names.images!.several ? images : images[0]!
  return input
}

const parameters = (request: Request, names: Names, input: Draft, notes: Notes): void => {
  for (const [param, native] of Object.entries(inputs)) {
    const value = request[param as keyof typeof inputs]
    if (value !== undefined) input[native] = value
  }
  const { max_completion_tokens: most, stop = [] } = request
  if (most !== undefined) {
    input[names.output] = most
    Native.rename(notes, "max_completion_tokens", `input.${names.output}`)
  }
  // One text, divided by commas: a sequence that holds one cannot be said.
  const sequences = stop.filter((text, index) => {
    if (text.includes(",")) drop(notes, `stop[${index}]`)
    return !text.includes(",")
  })
  if (sequences.length > 0) {
    input["stop_sequences"] = sequences.join(",")
    Native.translateSame(notes, "stop")
    for (const index of stop.keys()) Native.translateSame(notes, `stop[${index}]`)
  }
}

/** Native fields that the contract governs. */
const governed: ReadonlySet<string> = new Set(["input", "version", "stream"])

/** The body of a prediction. The extension holds inputs, by the model's own names. */
export const body = (fitted: Fitted, endpoint: Endpoint): Body => {
  const { extension, request } = fitted
  const notes: Notes = []
  const names = namesOf(endpoint.provider_model_id)
  const input = prompt(request, names, notes)
  parameters(request, names, input, notes)
  const version = versionOf(endpoint.provider_model_id)
  if (version !== undefined) {
    notes.push({ action: "translated", param: "model", to: { version }, reason: "dialect" })
  }
  Native.homeless(request, said, notes)
  const draft: Draft = {
    ...(version === undefined ? {} : { version }),
    input: Native.extended(input, extension, governed, notes)
  }
  if (request.stream) draft["stream"] = true
  return { body: draft, ledger: notes }
}
