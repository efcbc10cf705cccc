import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"

export const chunk = (choice: object, more: object = {}): object => ({
  id: "c1",
  model: "m",
  choices: [{ index: 0, ...choice }],
  ...more
})

export const delta = (said: object): object => chunk({ delta: said })

export const finished = (reason: string | null): object => chunk({ delta: {}, finish_reason: reason })

/** The events of these chunks, and what broke them. */
export const readAll = (
  chunks: ReadonlyArray<object | string>,
  dialect: Partial<OpenAiChat.Dialect> = {}
): { readonly events: ReadonlyArray<Event>; readonly failure: Failure | undefined } => {
  const protocol = OpenAiChat.make(dialect)
  let state = protocol.start()
  const events: Array<Event> = []
  for (const each of chunks) {
    const stepped = protocol.step(state, { data: typeof each === "string" ? each : JSON.stringify(each) })
    if (isFailure(stepped)) return { events, failure: stepped }
    state = stepped[0]
    events.push(...stepped[1])
  }
  const rest = protocol.end(state)
  if (isFailure(rest)) return { events, failure: rest }
  return { events: [...events, ...rest], failure: undefined }
}

export const textOf = (events: ReadonlyArray<Event>): string =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("")

export const callsOf = (events: ReadonlyArray<Event>): ReadonlyArray<readonly [string, string]> => {
  const calls: Array<[string, string]> = []
  for (const event of events) {
    if (event.type === "tool_start") calls[event.call] = [event.name, ""]
    else if (event.type === "tool_arguments") calls[event.call]![1] += event.text
  }
  return calls
}
