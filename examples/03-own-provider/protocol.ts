/**
 * The protocol of an in-house model server: `POST /write` with `{ model, lines, words?, heat?, stream? }`. It answers with
 * `{ text, read, written }` or with server-sent events of `{ piece }`, the last one being `{ done, read, written }`.
 * Both directions are pure, so all of this is tested without a server.
 */
import type { Capabilities, Rule } from "@turnout/core/Capabilities"
import type { Event } from "@turnout/core/Event"
import { MalformedResponse, StreamTruncated } from "@turnout/core/Failure"
import { textOf } from "@turnout/core/Message"
import * as Param from "@turnout/core/Param"
import * as Usage from "@turnout/core/Usage"
import * as Framing from "@turnout/wire/Framing"
import type { Protocol } from "@turnout/wire/Protocol"
import * as Status from "@turnout/wire/Status"

const no: Rule = { support: "no" }

/** It knows a length and a temperature; everything else is dropped before it gets here, with a warning. */
const defaults: Capabilities = {
  params: {
    ...Object.fromEntries(Param.optional.map((name) => [name, no])),
    temperature: { support: "yes", max: 1 },
    max_completion_tokens: { support: "yes" }
  },
  features: { stream: "yes", text_output: "yes", tools: "no", image: "no", audio: "no", file: "no" },
  reasoning: { support: "no", control: "unknown" },
  unlisted: "drop"
}

interface Reply {
  readonly text?: unknown
  readonly piece?: unknown
  readonly done?: unknown
  readonly read?: unknown
  readonly written?: unknown
}

const isReply = (value: unknown): value is Reply => typeof value === "object" && value !== null

const said = (text: unknown): ReadonlyArray<Event> =>
  typeof text === "string" && text !== "" ? [{ type: "text", choice: 0, text }] : []

const finished = ({ read, written }: Reply): ReadonlyArray<Event> => [
  { type: "finish", choice: 0, reason: "stop" },
  { type: "usage", usage: Usage.fromTotals({ input: read, output: written }, {}) },
  { type: "end" }
]

const malformed = (what: string) =>
  new MalformedResponse({ message: `${what} is not what this API answers.` })

/** What a stream has come to: whether its last event was seen. */
interface State {
  done: boolean
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const protocol: Protocol<State, Framing.SseFrame> = {
  name: "acme-write",
  defaults,
  framing: Framing.sse,
  body: ({ request }, { provider_model_id }) => ({
    body: {
      model: provider_model_id,
      lines: request.messages.map(({ content, role }) => ({ from: role, text: textOf(content) })),
      ...(request.max_completion_tokens === undefined ? {} : { words: request.max_completion_tokens }),
      ...(request.temperature === undefined ? {} : { heat: request.temperature }),
      ...(request.stream ? { stream: true } : {})
    },
    ledger: []
  }),
  start: () => ({ done: false }),
  step: (state, { data }) => {
    const reply = parse(data)
    if (!isReply(reply)) return malformed("An event")
    if (reply.done !== true) return [state, said(reply.piece)]
    state.done = true
    return [state, finished(reply)]
  },
  end: ({ done }) =>
    done ? [] : new StreamTruncated({ message: "The stream ended before its last event." }),
  whole: (json) => {
    if (!isReply(json) || typeof json.text !== "string") return malformed("The body")
    return [...said(json.text), ...finished(json)]
  },
  failure: (status, headers, body, now) => {
    const problem = parse(body) as { problem?: unknown } | undefined
    const message = typeof problem?.problem === "string" ? problem.problem : undefined
    return Status.toFailure({ status, headers, message, body, now })
  }
}
