import { assert, describe, it } from "@effect/vitest"
import { isFailure } from "@turnout/core/Failure"
import type { Event } from "@turnout/core/Event"
import * as Cuts from "@turnout/testing/Cuts"
import * as Tape from "@turnout/testing/Tape"
import { existsSync, readFileSync } from "node:fs"
import { eventStream } from "../src/bedrock/events.ts"
import { messages } from "../src/bedrock/invoke.ts"

const file = new URL("../../../../../shared/recorded/fantasy.jsonl", import.meta.url)

type Recorded = Tape.Exchange & {
  readonly host: string
  readonly path: string
  readonly stream: boolean
  readonly status: number
}

const recorded = existsSync(file)
  ? (Tape.parse(readFileSync(file, "utf8")) as ReadonlyArray<Recorded>).filter(
      ({ host, status }) => host.startsWith("bedrock-runtime.") && status === 200
    )
  : []

interface Block {
  readonly type: string
  readonly text?: string
  readonly name?: string
}

interface Native {
  readonly type: string
  readonly content?: ReadonlyArray<Block>
  readonly content_block?: Block
  readonly delta?: { readonly text?: string; readonly stop_reason?: string }
  readonly stop_reason?: string
  readonly usage?: { readonly output_tokens?: number }
}

/** What a Claude said, read off its own events apart from the protocol. */
const saidIn = (natives: ReadonlyArray<Native>) => {
  const blocks = natives.flatMap(({ content = [], content_block }) => [
    ...content,
    ...(content_block ? [content_block] : [])
  ])
  const deltas = natives.map(({ delta }) => delta)
  const text =
    blocks.map((block) => block.text ?? "").join("") + deltas.map((delta) => delta?.text ?? "").join("")
  return {
    text,
    tools: blocks.flatMap(({ name, type }) => (type === "tool_use" ? [name ?? ""] : [])),
    stop: natives.findLast((each) => each.delta?.stop_reason ?? each.stop_reason),
    output: Math.max(...natives.map(({ usage }) => usage?.output_tokens ?? 0))
  }
}

const toldBy = (events: ReadonlyArray<Event>) => {
  const usage = events.findLast((each) => each.type === "usage")?.usage
  const finish = events.find((each) => each.type === "finish")
  return {
    text: events.map((each) => (each.type === "text" ? each.text : "")).join(""),
    tools: events.flatMap((each) => (each.type === "tool_start" ? [each.name] : [])),
    stop: finish?.native,
    output: (usage?.output ?? 0) + (usage?.reasoning ?? 0)
  }
}

const utf8 = (bytes: string): string => Buffer.from(bytes, "base64").toString("utf8")

const nativesOf = (exchange: Recorded): ReadonlyArray<Native> => {
  const bytes = Tape.bytesOf(exchange)
  if (!exchange.stream) return [JSON.parse(new TextDecoder().decode(bytes)) as Native]
  const frames: Array<{ readonly data: string }> = []
  eventStream.reader().push(bytes, frames as never)
  return frames.map(
    ({ data }) => JSON.parse(utf8((JSON.parse(data) as { readonly bytes: string }).bytes)) as Native
  )
}

describe.skipIf(recorded.length === 0)("what Bedrock really said", () => {
  for (const exchange of recorded) {
    it(`${exchange.path}${exchange.stream ? ", streamed" : ""}`, () => {
      const bytes = Tape.bytesOf(exchange)
      const protocol = messages()
      let events: ReadonlyArray<Event>
      if (exchange.stream) {
        const whole = Cuts.readAll(protocol, [bytes])
        assert.isUndefined(whole.failure)
        for (const pieces of [Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes, 5)]) {
          assert.deepStrictEqual(Cuts.readAll(protocol, pieces), whole)
        }
        events = whole.events
      } else {
        const told = protocol.whole(JSON.parse(new TextDecoder().decode(bytes)))
        assert(!isFailure(told))
        events = told
      }
      const { stop, ...said } = saidIn(nativesOf(exchange))
      assert.deepStrictEqual(toldBy(events), { ...said, stop: stop?.delta?.stop_reason ?? stop?.stop_reason })
    })
  }
})
