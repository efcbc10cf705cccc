import { assert } from "@effect/vitest"
import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Cuts from "../Cuts.ts"
import { type Asked, folded, read } from "../provider-suite/ask.ts"
import type { Answer, Subject, Told } from "./subject.ts"

const textOf = ({ stream, whole }: Answer): string =>
  stream === undefined
    ? typeof whole === "string"
      ? whole
      : JSON.stringify(whole ?? null)
    : stream
        .map((each) => (typeof each === "string" ? `${each}\n\n` : `data: ${JSON.stringify(each)}\n\n`))
        .join("")

/** Calls of one account, answered so, without a network: the bytes in these reads. */
const caller = (
  subject: Subject,
  answer: Answer
): Effect.Effect<(pieces: Cuts.Pieces) => Effect.Effect<Asked>> =>
  Effect.gen(function* () {
    let left: Iterator<Uint8Array, undefined> = [].values()
    const headers = {
      "content-type": answer.stream === undefined ? "application/json" : "text/event-stream",
      ...answer.headers
    }
    const transport = Transport.of({
      send: () =>
        Effect.sync(() => {
          const pieces = left
          return { status: answer.status ?? 200, headers, read: Effect.sync(() => pieces.next().value) }
        })
    })
    const provider = yield* Effect.orDie(
      Effect.provideService(subject.make({ apiKey: "k" }), Transport, transport)
    )
    const endpoint = provider.passthrough(answer.model ?? subject.model)
    const messages = [{ role: "user" as const, content: "Hi" }]
    const prepared = provider.prepare(
      { request: { messages, stream: answer.stream !== undefined }, ledger: [] },
      endpoint
    )
    const run = provider.run(prepared, endpoint, provider.credentials[0]!, {
      connect_timeout_ms: 1000,
      now: 0
    })
    return (pieces) => {
      left = pieces.values()
      return read(run)
    }
  })

/** What a caller has of it, as far as it is asked for. */
const toldOf = (completion: ChatCompletion, { events }: Asked, wanted: Told): Told => {
  const [choice] = completion.choices
  const { message } = choice!
  const report = events.findLast((event) => event.type === "usage")
  const all: { [key in keyof Told]-?: unknown } = {
    content: message.content,
    reasoning: (message as { readonly reasoning_content?: string }).reasoning_content,
    calls: (message.tool_calls ?? []).map((call) =>
      call.type === "function"
        ? [call.function.name, call.function.arguments]
        : [call.custom.name, call.custom.input]
    ),
    finish_reason: choice!.finish_reason,
    usage: report?.usage,
    cost: report?.cost?.usd
  }
  return Object.fromEntries(
    Object.entries(all).filter(([key]) => Object.hasOwn(wanted, key))
  ) as unknown as Told
}

/** The vendor's own way of answering is told as it is meant, however its bytes are cut. */
export const check = (subject: Subject, answer: Answer): Effect.Effect<void> =>
  Effect.gen(function* () {
    const bytes = Cuts.bytesOf(textOf(answer))
    const asked = yield* caller(subject, answer)
    const whole = yield* asked([bytes])
    if (answer.failure !== undefined) {
      assert.strictEqual(whole.failure?._tag, answer.failure, whole.failure?.message)
      if (answer.retry_after_ms !== undefined) {
        assert.strictEqual(whole.failure?.retry_after_ms, answer.retry_after_ms)
      }
    } else {
      const wanted = answer.told ?? {}
      assert.deepStrictEqual(toldOf(folded(whole), whole, wanted), wanted)
    }
    if (answer.stream === undefined) return
    const two = bytes.length <= 2_000 ? [...Cuts.twoParts(bytes)] : []
    for (const pieces of [...two, Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes, 10)]) {
      const other = yield* asked(pieces)
      assert.deepStrictEqual(other.events, whole.events)
      assert.strictEqual(other.failure?._tag, whole.failure?._tag)
    }
  })
