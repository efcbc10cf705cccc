/** What is said through every door, and what the vendor answers: OpenAI's chat API on loopback. */
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import type { TurnoutRouter } from "turnout"

export const model = "gpt-4o-mini"
export const system = "Be brief."
export const question = "How is the weather in these two cities?"
export const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
export const image = `data:image/png;base64,${pixel}`
export const description = "The weather of a city."
export const parameters = {
  type: "object" as const,
  properties: { city: { type: "string" as const } },
  required: ["city"],
  additionalProperties: false
}
export const schema = {
  type: "object" as const,
  properties: { warmest: { type: "string" as const } },
  required: ["warmest"],
  additionalProperties: false
}
const cities = ["Oslo", "Bergen"]
export const results = ["rain, 4 °C", "sun, 9 °C"]
export const resultOf = (city: string): string => results[cities.indexOf(city)] ?? ""
const finale = '{"warmest":"Bergen"}'

export interface Called {
  readonly id: string
  readonly name: string
  readonly arguments: unknown
}

/** What a caller was told in the conversation. */
export interface Told {
  readonly called: ReadonlyArray<Called>
  readonly text: string
}

export const expected: Told = {
  called: cities.map((city, index) => ({ id: `call_${index}`, name: "weather", arguments: { city } })),
  text: finale
}

export interface Said {
  readonly text: string
  readonly reasoning: string | undefined
}

/** How one question is asked: `heard` is told of each piece of the text. */
export interface Asking {
  readonly signal: AbortSignal
  readonly heard: (text: string) => void
}

export interface House {
  readonly router: TurnoutRouter
  /** Of the vendor. */
  readonly baseUrl: string
}

export type Body = { readonly [field: string]: unknown }

export interface Door {
  readonly name: string
  readonly streams: boolean
  /** System message, image, two tools side by side, their results, an answer held to a schema. */
  readonly converse: (house: House) => Promise<Told>
  /** One question of one word. */
  readonly ask: (house: House, asking: Asking) => Promise<Said>
  /** In what its bodies differ from what `router.chat` is given, and why: its API cannot say it. */
  readonly apart?: {
    readonly why: string
    readonly from: (bodies: ReadonlyArray<Body>) => ReadonlyArray<Body>
  }
}

const envelope = { id: "chatcmpl-up", created: 1_700_000_000, model: "gpt-4o-mini-2024-07-18" }
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }
const frame = (data: object) => `data: ${JSON.stringify(data)}\n\n`
const chunk = (delta: object, finish_reason: string | null = null) =>
  frame({ ...envelope, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] })

const answer = (message: object, reason: string, stream: boolean): ScriptedHttp.Answer =>
  stream
    ? ScriptedHttp.sse([
        chunk({ role: "assistant", ...message }),
        chunk({}, reason),
        frame({ ...envelope, object: "chat.completion.chunk", choices: [], usage }),
        "data: [DONE]\n\n"
      ])
    : ScriptedHttp.json({
        ...envelope,
        object: "chat.completion",
        choices: [
          { index: 0, message: { role: "assistant", content: null, ...message }, finish_reason: reason }
        ],
        usage
      })

const isStreamed = (body: string): boolean => (JSON.parse(body) as { stream?: boolean }).stream === true

/** Calls the tools, then answers. */
export const conversation: ScriptedHttp.Script = ({ body }) => {
  const { messages } = JSON.parse(body) as { messages: ReadonlyArray<{ role: string }> }
  if (messages.some(({ role }) => role === "tool"))
    return answer({ content: finale }, "stop", isStreamed(body))
  const tool_calls = expected.called.map(({ arguments: given, id, name }, index) => ({
    ...(isStreamed(body) ? { index } : {}),
    id,
    type: "function",
    function: { name, arguments: JSON.stringify(given) }
  }))
  return answer({ tool_calls }, "tool_calls", isStreamed(body))
}

export const thinking: ScriptedHttp.Script = ({ body }) =>
  answer({ reasoning_content: "I look outside.", content: "Rain." }, "stop", isStreamed(body))

/** One piece of a stream and then silence; nothing at all where the whole answer was asked for. */
export const silence: ScriptedHttp.Script = ({ body }) =>
  isStreamed(body)
    ? { ...ScriptedHttp.sse([chunk({ role: "assistant", content: "Ra" })]), ending: "hang" }
    : { ...ScriptedHttp.json({}), body: [], ending: "hang" }

export const refused: ScriptedHttp.Script = [
  ScriptedHttp.json({ error: { message: "No.", type: "invalid_request_error" } }, { status: 400 })
]

export const broken: ScriptedHttp.Script = [
  ScriptedHttp.sse([
    chunk({ role: "assistant", content: "Ra" }),
    frame({ error: { message: "Out of order.", type: "server_error" } })
  ])
]
