import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Usage from "@turnout/core/Usage"
import * as Cuts from "@turnout/testing/Cuts"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

interface Exchange {
  readonly path: string
  readonly protocol: string
  readonly host: string
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly stream: boolean
  readonly body: string
}

/** Recordings stand beside the repository, not in it. */
const folder = fileURLToPath(new URL("../../../../../shared/recorded/", import.meta.url))
const files = ["fantasy.jsonl", "envoy-ai-gateway.jsonl"].map((name) => folder + name).filter(existsSync)
const exchanges: ReadonlyArray<Exchange> = files
  .flatMap((file) => readFileSync(file, "utf8").split("\n"))
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Exchange)
  .filter(({ protocol }) => protocol.startsWith("chat@"))

const accepted = exchanges.filter(({ status }) => status === 200)
const streams = accepted.filter(({ stream }) => stream)
const replies = accepted.filter(({ stream }) => !stream)

/** What a choice came to, whatever the way. */
const fold = (events: ReadonlyArray<Event>) => {
  const calls: Array<{ name: string; arguments: string }> = []
  let text = ""
  let usage: Usage.Usage | undefined
  for (const event of events) {
    if (event.type === "text") text += event.text
    else if (event.type === "tool_start") calls[event.call] = { name: event.name, arguments: "" }
    else if (event.type === "tool_arguments") calls[event.call]!.arguments += event.text
    else if (event.type === "usage") usage = event.usage
  }
  return { text, calls, usage }
}

/** The same from the vendor's JSON alone, as simply as it can be said. */
const plainly = (body: string) => {
  const calls: Array<{ name: string; arguments: string }> = []
  let text = ""
  let finish: string | undefined
  for (const line of body.split("\n")) {
    if (!line.startsWith("data: {")) continue
    const choice = JSON.parse(line.slice(6)).choices?.[0]
    text += choice?.delta?.content ?? ""
    finish = choice?.finish_reason ?? finish
    for (const { index, function: said } of choice?.delta?.tool_calls ?? []) {
      const call = (calls[index] ??= { name: said.name, arguments: "" })
      call.arguments += said.arguments ?? ""
    }
  }
  return { text, calls, finish }
}

describe.skipIf(exchanges.length === 0)("recorded exchanges of the family", () => {
  it("are there in number", () => {
    assert.isAbove(streams.length, 100)
    assert.isAbove(replies.length, 100)
  })

  it("stream to the text, calls and finish that the vendor sent", () => {
    for (const { body, path } of streams) {
      const { events, failure } = Cuts.readAll(OpenAiChat.protocol, [Cuts.bytesOf(body)])
      assert.isUndefined(failure, path)
      const expected = plainly(body)
      const { text, calls } = fold(events)
      assert.deepStrictEqual({ text, calls }, { text: expected.text, calls: expected.calls }, path)
      const ends = events.filter((event) => event.type === "finish")
      assert.deepStrictEqual(
        ends.map(({ reason }) => reason as string),
        [expected.finish],
        path
      )
      assert.strictEqual(events.at(-1)?.type, "end", path)
    }
  })

  it("reply whole without a failure, and their usage adds up to the vendor's totals", () => {
    for (const { body, path } of replies) {
      const json = JSON.parse(body)
      const events = OpenAiChat.protocol.whole(json)
      if (isFailure(events)) throw new Error(`${path}: ${events.message}`)
      const { text, calls, usage } = fold(events)
      const [{ message }] = json.choices
      assert.strictEqual(text, message.content ?? "", path)
      assert.deepStrictEqual(
        calls,
        (message.tool_calls ?? []).map(({ function: { name, arguments: words } }: never) => ({
          name,
          arguments: words
        })),
        path
      )
      if (usage === undefined) throw new Error(`${path}: no usage`)
      assert.strictEqual(Usage.inputTotal(usage), json.usage.prompt_tokens, path)
      const thought = json.usage.completion_tokens_details?.reasoning_tokens ?? 0
      const said = json.usage.completion_tokens
      const agrees = thought <= said || json.usage.total_tokens > json.usage.prompt_tokens + said
      assert.strictEqual(usage.assumed, agrees ? undefined : true, path)
      assert.include([said, said + thought], Usage.outputTotal(usage), path)
      assert.isAtLeast(Usage.inputTotal(usage) + Usage.outputTotal(usage), json.usage.total_tokens, path)
    }
  })

  it("give the same events one byte at a time and at 50 seeded cuts, and at every cut up to 4 kB", () => {
    for (const { body, path } of streams) {
      const bytes = Cuts.bytesOf(body)
      const expected = JSON.stringify(Cuts.readAll(OpenAiChat.protocol, [bytes]))
      const same = (pieces: Cuts.Pieces) =>
        JSON.stringify(Cuts.readAll(OpenAiChat.protocol, pieces)) === expected
      assert.isTrue(same(Cuts.byteWise(bytes)), path)
      assert.isTrue(Cuts.manySeeded(bytes).every(same), path)
      if (bytes.length > 4096) continue
      for (const pieces of Cuts.twoParts(bytes)) assert.isTrue(same(pieces), path)
    }
  })

  it("that were refused are classified", () => {
    const tags = exchanges
      .filter(({ status }) => status !== 200)
      .map(({ status, headers, body }) => OpenAiChat.protocol.failure(status, headers, body, 0)._tag)
    assert.sameMembers([...new Set(tags)], ["Unsupported", "InvalidRequest", "ModelNotFound"])
  })
})
