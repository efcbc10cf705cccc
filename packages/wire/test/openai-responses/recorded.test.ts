import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Usage from "@turnout/core/Usage"
import * as Cuts from "@turnout/testing/Cuts"
import { protocol } from "@turnout/wire/OpenAiResponses"
import { existsSync, readFileSync } from "node:fs"

interface Recording {
  readonly path: string
  readonly n: number
  readonly url: string
  readonly stream: boolean
  readonly body: string
}

interface Native {
  readonly type: string
  readonly id: string
  readonly call_id?: string
  readonly name?: string
  readonly arguments?: string
  readonly encrypted_content?: string
  readonly summary?: ReadonlyArray<{ readonly text: string }>
  readonly content?: ReadonlyArray<{ readonly text: string; readonly annotations: ReadonlyArray<unknown> }>
}

interface Response {
  readonly id: string
  readonly model: string
  readonly status: string
  readonly service_tier: string
  readonly output: ReadonlyArray<Native>
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number } & {
    readonly input_tokens_details: { readonly cached_tokens: number }
    readonly output_tokens_details: { readonly reasoning_tokens: number }
  }
}

const file = new URL("../../../../../shared/recorded/fantasy.jsonl", import.meta.url)
const recordings = (existsSync(file) ? readFileSync(file, "utf8").split("\n") : [])
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Recording)
  .filter(({ url }) => url.endsWith("/responses"))

/** Frames of a recorded stream, read line by line. */
const frames = (body: string): ReadonlyArray<{ readonly type: string; readonly [key: string]: unknown }> =>
  body
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice(6)) as { type: string })

/** What an answer says, read from the vendor's JSON by other means than the protocol's. */
const expected = (items: ReadonlyArray<Native>, { id, model, service_tier, usage }: Response) => ({
  id,
  model,
  text: items.flatMap(({ content, type }) => (type === "message" ? content! : [])).map(({ text }) => text),
  citations: items.flatMap(({ content }) => content ?? []).flatMap(({ annotations }) => annotations).length,
  summaries: items.flatMap(({ summary }) => summary ?? []).map(({ text }) => text),
  sealed: items.flatMap(({ encrypted_content: data, id }) => (data === undefined ? [] : [[id, data]])),
  calls: items
    .filter(({ type }) => type === "function_call")
    .map((call) => [call.call_id, call.name, call.arguments]),
  items: items as ReadonlyArray<unknown>,
  finish: items.some(({ type }) => type === "function_call") ? "tool_calls" : "stop",
  tier: service_tier,
  input: usage.input_tokens,
  output: usage.output_tokens,
  cached: usage.input_tokens_details.cached_tokens,
  thought: usage.output_tokens_details.reasoning_tokens
})

const told = (events: ReadonlyArray<Event>): ReturnType<typeof expected> => {
  const summaries = new Map<number, string>()
  const calls: Array<Array<string>> = []
  for (const event of events) {
    if (event.type === "reasoning") {
      summaries.set(event.block, (summaries.get(event.block) ?? "") + event.text)
    } else if (event.type === "tool_start") calls[event.call] = [event.id, event.name, ""]
    else if (event.type === "tool_arguments") calls[event.call]![2] += event.text
  }
  const of = <T extends Event["type"]>(type: T) =>
    events.filter((event): event is Extract<Event, { type: T }> => event.type === type)
  const [start] = of("start")
  const [report] = of("usage")
  const text = of("text")
    .map((event) => event.text)
    .join("")
  return {
    id: start!.id!,
    model: start!.model!,
    text: text === "" ? [] : [text],
    citations: of("annotation").length,
    summaries: [...summaries.values()].map((words) => words.replace(/^\n\n/, "")),
    sealed: of("reasoning_opaque").map(({ data, id }) => [id!, data!]),
    calls,
    items: of("item").map(({ item }) => item),
    finish: of("finish")[0]!.reason,
    tier: report!.tier!,
    input: Usage.inputTotal(report!.usage),
    output: Usage.outputTotal(report!.usage),
    cached: report!.usage.cache_read!,
    thought: report!.usage.reasoning!
  }
}

describe.skipIf(recordings.length === 0)("what vendors once sent", () => {
  it("is there in number", () => {
    assert.isAbove(recordings.length, 70)
  })

  for (const { body, n, path } of recordings.filter(({ stream }) => stream)) {
    it(`is read whole, and the same however it is cut: ${path} ${n}`, () => {
      const bytes = Cuts.bytesOf(body)
      const { events, failure } = Cuts.readAll(protocol, [bytes])
      assert.isUndefined(failure)
      const all = frames(body)
      const items = all.flatMap((each) =>
        each.type === "response.output_item.done" ? [each["item"] as Native] : []
      )
      const last = all.find(({ type }) => type === "response.completed")!["response"] as Response
      assert.deepStrictEqual(told(events), expected(items, last))
      assert.deepStrictEqual(events.at(-1), { type: "end" })
      // Compared as text: thousands of deep comparisons would be most of this test's time.
      const whole = JSON.stringify(events)
      for (const pieces of [Cuts.byteWise(bytes), ...Cuts.manySeeded(bytes)]) {
        assert.strictEqual(JSON.stringify(Cuts.readAll(protocol, pieces).events), whole)
      }
    })
  }

  for (const { body, n, path } of recordings.filter(({ stream }) => !stream)) {
    it(`is read whole: ${path} ${n}`, () => {
      const json = JSON.parse(body) as Response
      const events = protocol.whole(json)
      if (isFailure(events)) return assert.fail(events.message)
      assert.deepStrictEqual(told(events), expected(json.output, json))
      assert.deepStrictEqual(events.at(-1), { type: "end" })
    })
  }
})
