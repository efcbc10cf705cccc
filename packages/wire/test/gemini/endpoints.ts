import type { Override } from "@turnout/core/Capabilities"
import type { Limits } from "@turnout/core/Endpoint"
import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import * as Fold from "@turnout/core/Fold"
import type { JsonObject } from "@turnout/core/Json"
import * as Listing from "@turnout/core/Listing"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import * as Gemini from "@turnout/wire/Gemini"

export const make = Gemini.make

/** A host whose models are of the third generation. */
export const third = make({ signed: true, resultMedia: true, formatWithTools: true, searchWithTools: true })

/** One whose models are of the second. */
export const second = make()

export const endpoint = (capabilities: Override = {}, limits: Limits = { output: 64_000 }) =>
  Listing.passthrough("some-model-1", {
    provider: "somewhere",
    defaults: second.defaults,
    models: { "some-model-1": { model: "some-model", limits, capabilities } }
  })

export const level = endpoint({ reasoning: { support: "yes", control: "level", always: true } })
export const budget = endpoint({
  reasoning: { support: "yes", control: "budget", min_budget: 128, max_budget: 32_768 }
})

export const plain: Request = { messages: [{ role: "user", content: "Hi" }], stream: false }

export const fitted = (request: Partial<Request>, extension?: JsonObject): Fitted => ({
  request: { ...plain, ...request },
  ledger: [],
  ...(extension === undefined ? {} : { extension })
})

/** The body of a request as it goes out, and what was changed. */
export const said = (
  request: Partial<Request>,
  protocol: ReturnType<typeof make> = third,
  at = level,
  extension?: JsonObject
) => {
  const { body, ledger, names } = protocol.body(fitted(request, extension), at)
  return {
    body: JSON.parse(JSON.stringify(body)) as { readonly [key: string]: unknown },
    changes: ledger.map(({ action, param }) => `${action} ${param}`),
    ledger,
    names
  }
}

export interface Content {
  readonly role: string
  readonly parts: ReadonlyArray<object>
}

export const contents = (messages: ReadonlyArray<Message>, protocol = third) =>
  said({ messages }, protocol).body["contents"] as ReadonlyArray<Content>

export const chunk = (parts: ReadonlyArray<object>, more: object = {}, candidate: object = {}): object => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...candidate }],
  responseId: "r1",
  modelVersion: "some-model-001",
  ...more
})

/** The events of chunks, as they come in a stream. */
export const streamed = (...chunks: ReadonlyArray<object>): ReadonlyArray<Event> | Failure => {
  let state = third.start()
  const events: Array<Event> = []
  for (const each of chunks) {
    const stepped = third.step(state, { data: JSON.stringify(each) })
    if (isFailure(stepped)) return stepped
    state = stepped[0]
    events.push(...stepped[1])
  }
  const rest = third.end(state)
  return isFailure(rest) ? rest : [...events, ...rest]
}

export const events = (given: ReadonlyArray<Event> | Failure): ReadonlyArray<Event> => {
  if (isFailure(given)) throw new Error(`${given._tag}: ${given.message}`)
  return given
}

export const failure = (given: ReadonlyArray<Event> | Failure): Failure => {
  if (!isFailure(given)) throw new Error(`An answer: ${JSON.stringify(given)}`)
  return given
}

/** What a caller gets, and sends back. */
export const folded = (given: ReadonlyArray<Event> | Failure, model = "some-model") => {
  const fold = Fold.make({
    requestId: "q1",
    createdMs: 0,
    model,
    origin: { provider: "somewhere", model },
    historyCallIds: new Set()
  })
  fold.push(events(given))
  return fold.completion({} as never)
}
