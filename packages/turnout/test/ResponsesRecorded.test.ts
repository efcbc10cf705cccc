import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { isFailure } from "@turnout/core/Failure"
import * as Fold from "@turnout/core/Fold"
import type { ResponseEvent } from "@turnout/responses/ResponseEvent"
import * as Responses from "@turnout/responses/Responses"
import { protocol } from "@turnout/wire/OpenAiResponses"
import * as Result from "effect/Result"
import { existsSync, readFileSync } from "node:fs"
import type OpenAI from "openai"
import { ResponseStream } from "openai/lib/responses/ResponseStream"

/* Real answers, handed on to the official SDK's helper and checked against what the vendor said in the end. */

interface Recording {
  readonly path: string
  readonly n: number
  readonly url: string
  readonly stream: boolean
  readonly body: string
}

const file = new URL("../../../../shared/recorded/fantasy.jsonl", import.meta.url)
const recordings = (existsSync(file) ? readFileSync(file, "utf8").split("\n") : [])
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Recording)
  .filter(({ stream, url }) => stream && url.endsWith("/responses"))

const metadata = {
  provider: "p",
  provider_model_id: "m",
  model_canonical: "m",
  routing_strategy: "balanced",
  warnings: []
}

/** The events that are handed on where a read brings so many frames. */
const told = (frames: ReadonlyArray<string>, size: number): ReadonlyArray<ResponseEvent> | undefined => {
  const form = Result.getOrThrow(Responses.form({ model: "m", input: "a" }))
  const { each, last } = form.tell()
  const answer = Fold.make({
    requestId: "r",
    createdMs: 0,
    model: "m",
    historyCallIds: new Set(),
    origin: { provider: "p", model: "m" }
  })
  let state = protocol.start()
  let read: Array<Event> = []
  const events: Array<ResponseEvent> = []
  const flush = () => {
    answer.push(read)
    events.push(...each(read, answer))
    read = []
  }
  for (const [index, data] of frames.entries()) {
    const stepped = protocol.step(state, { data })
    if (isFailure(stepped)) return undefined
    state = stepped[0]
    read.push({ type: "native", text: data }, ...stepped[1])
    if ((index + 1) % size === 0) flush()
  }
  flush()
  return [...events, ...last(metadata, answer)]
}

describe.skipIf(recordings.length === 0)("a recorded stream of Responses that is handed on", () => {
  for (const { body, n, path } of recordings) {
    const frames = body
      .split("\n")
      .filter((line) => line.startsWith("data: "))
      .map((line) => line.slice(6))
    const events = told(frames, 1)
    if (events === undefined) continue
    it(`${path} ${n} is taken by the official SDK's helper, and says what the vendor said`, async () => {
      const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("")
      const response = (await ResponseStream.fromReadableStream(
        new Blob([lines]).stream()
      ).finalResponse()) as unknown as OpenAI.Responses.Response & { routing_metadata: object }
      const said = (JSON.parse(frames.at(-1)!) as { response: OpenAI.Responses.Response }).response
      assert.deepStrictEqual(response.routing_metadata, metadata)
      assert.strictEqual(response.id, said.id)
      assert.strictEqual(response.model, said.model)
      assert.deepStrictEqual(response.usage, said.usage)
      assert.deepStrictEqual(
        response.output.map(({ id, type }) => [id, type]),
        said.output.map(({ id, type }) => [id, type])
      )
      const texts = said.output.flatMap((item) => (item.type === "message" ? item.content : []))
      assert.strictEqual(
        response.output_text,
        texts.map((part) => (part.type === "output_text" ? part.text : "")).join("")
      )
      for (const size of [3, 1000]) assert.deepStrictEqual(told(frames, size), events)
    })
  }
})
