/** Time of one text delta from the router's events to the parts of an API, in this process: a stream of so many, read one by one. */
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import * as Messages from "@turnout/messages/Messages"
import * as Responses from "@turnout/responses/Responses"
import * as Result from "effect/Result"
import { CallForm } from "../packages/bridges/ai-sdk/src/answer/form.ts"
import { toRequest } from "../packages/bridges/ai-sdk/src/request/request.ts"
import { median } from "./table.ts"

export interface TranslationTime {
  readonly api: string
  /** Microseconds per delta, the account of the answer included. */
  readonly delta_us: number
}

type Teller = (events: ReadonlyArray<Event>, fold: Fold.Fold) => unknown

const apis: { readonly [api: string]: () => Teller } = {
  chat: () => (events, fold) => fold.chunks(events),
  responses: () => {
    const { each } = Result.getOrThrow(Responses.form({ model: "m", input: "a" })).tell()
    return (events, fold) => {
      fold.push(events)
      return each(events, fold)
    }
  },
  messages: () => {
    const messages = [{ role: "user", content: "a" }]
    const telling = Result.getOrThrow(Messages.form({ model: "m", max_tokens: 10, messages })).tell()
    return (events, fold) => {
      fold.push(events)
      return telling.each(events, fold)
    }
  },
  "ai-sdk": () => {
    const { each } = new CallForm(toRequest("m", { prompt })).tell()
    return (events, fold) => {
      fold.push(events)
      return each(events, fold)
    }
  }
}

const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "a" }] }]

const fold = (): Fold.Fold =>
  Fold.make({
    requestId: "bench",
    createdMs: 0,
    model: "m",
    historyCallIds: new Set(),
    origin: { provider: "bench", model: "m" }
  })

const deltas = 1_000

export const translations = (quick: boolean): ReadonlyArray<TranslationTime> => {
  const reads = Array.from({ length: deltas }, (_, index): ReadonlyArray<Event> => [
    { type: "text", choice: 0, text: `word ${index} ` }
  ])
  const samples = new Map<string, Array<number>>()
  for (let round = 0; round < (quick ? 50 : 500); round++) {
    for (const [api, make] of Object.entries(apis)) {
      const answer = fold()
      const tell = make()
      tell([{ type: "start", id: "bench", model: "m" }], answer)
      const start = performance.now()
      for (const read of reads) tell(read, answer)
      const taken = ((performance.now() - start) * 1_000) / deltas
      const own = samples.get(api) ?? []
      own.push(taken)
      samples.set(api, own)
    }
  }
  return [...samples].map(([api, taken]) => ({ api, delta_us: median(taken) }))
}
