import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { Replicate } from "@turnout/replicate"
import * as Mutations from "@turnout/testing/Mutations"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { Effect } from "effect"
import { fixtures, prediction, sse } from "./fixtures.ts"

const metrics = { input_token_count: 5, output_token_count: 7 }

/** The vendor's server, with predictions that are begun, looked at, streamed and canceled at their own addresses. */
const vendor = (looks: ReadonlyArray<object | number>, stream?: ScriptedHttp.Answer) =>
  Effect.gen(function* () {
    let looked = 0
    let origin = ""
    const server = yield* ScriptedHttp.make(({ path }) => {
      const urls = {
        get: `${origin}/v1/predictions/p1`,
        cancel: `${origin}/v1/predictions/p1/cancel`,
        ...(stream === undefined ? {} : { stream: `${origin}/stream/p1` })
      }
      const told = (more: object) => ScriptedHttp.json(prediction({ id: "p1", urls, ...more }))
      if (path.endsWith("/cancel")) return told({ status: "canceled" })
      if (path.startsWith("/stream")) return stream!
      if (path === "/v1/predictions/p1") {
        const next = looks[Math.min(looked++, looks.length - 1)]!
        return typeof next === "number" ? { status: next, body: "" } : told(next)
      }
      return { ...told({ status: "starting" }), status: 201 }
    })
    origin = server.url
    return server
  })

const ask = (url: string, stream: boolean, read = Infinity) =>
  Effect.gen(function* () {
    const provider = yield* Effect.orDie(Replicate.make({ apiKey: "r8_key", baseUrl: url }))
    const endpoint = provider.passthrough("meta/llama")
    const request = { messages: [{ role: "user" as const, content: "Hi" }], stream }
    const prepared = provider.prepare({ request, ledger: [] }, endpoint)
    const options = { connect_timeout_ms: 5000, now: 0 }
    const reply = yield* provider.run(prepared, endpoint, provider.credentials[0]!, options)
    const events: Array<Event> = []
    for (let each = yield* reply.read; each !== undefined; each = yield* reply.read) {
      events.push(...each)
      if (events.length >= read) break
    }
    return events
  }).pipe(Effect.scoped, Effect.provide(layerFetch))

const asked = (server: ScriptedHttp.ScriptedHttp) =>
  server.requests.map(({ method, path }) => `${method} ${path}`)

const told = (events: ReadonlyArray<Event>) =>
  events.map((each) => (each.type === "text" ? each.text : each.type)).join(" ")

const begin = "POST /v1/models/meta/llama/predictions"
const look = "GET /v1/predictions/p1"

describe("a prediction", () => {
  it.live("is held by the vendor, then looked at until it is over", () =>
    Effect.gen(function* () {
      const server = yield* vendor([
        { status: "processing" },
        500,
        { status: "succeeded", output: ["a", "b"], metrics }
      ])
      assert.strictEqual(told(yield* ask(server.url, false)), "start ab usage provider_fields finish end")
      assert.deepStrictEqual(asked(server), [begin, look, look, look])
      assert.strictEqual(server.requests[0]!.headers["prefer"], "wait=60")
      for (const { headers } of server.requests) assert.strictEqual(headers["authorization"], "Bearer r8_key")
    }).pipe(Effect.scoped)
  )

  it.live("that cannot be looked at any more is no answer", () =>
    Effect.gen(function* () {
      const server = yield* vendor([500])
      const failure = yield* Effect.flip(ask(server.url, false))
      assert.strictEqual((failure as { readonly _tag: string })._tag, "MalformedResponse")
      assert.strictEqual(asked(server).filter((each) => each === look).length, 3)
    }).pipe(Effect.scoped)
  )

  it.live(
    "is streamed from its own address, with its counts behind, and is not canceled when it is over",
    () =>
      Effect.gen(function* () {
        const body = [": hi\n\n", sse("output", "a"), sse("output", "b"), sse("done", "{}")]
        const stream = { headers: { "content-type": "text/event-stream" }, body, ending: "hang" as const }
        const server = yield* vendor([{ status: "succeeded", metrics }], stream)
        const events = yield* ask(server.url, true)
        assert.strictEqual(told(events), "start a b usage provider_fields finish end")
        assert.deepStrictEqual(asked(server), [begin, "GET /stream/p1", look])
        assert.deepStrictEqual(
          events.find((each) => each.type === "usage"),
          { type: "usage", usage: { input: 5, output: 7 } }
        )
      }).pipe(Effect.scoped)
  )

  it.live("whose counts cannot be had is an answer without them", () =>
    Effect.gen(function* () {
      const body = [sse("output", "a"), sse("done", "{}")]
      const server = yield* vendor([500], { headers: { "content-type": "text/event-stream" }, body })
      assert.strictEqual(told(yield* ask(server.url, true)), "start a finish end")
    }).pipe(Effect.scoped)
  )

  it.live("that its caller leaves is canceled: it would go on, and be billed", () =>
    Effect.gen(function* () {
      const body = [sse("output", "a")]
      const stream = { headers: { "content-type": "text/event-stream" }, body, ending: "hang" as const }
      const server = yield* vendor([{ status: "processing" }], stream)
      assert.strictEqual(told(yield* ask(server.url, true, 2)), "start a")
      assert.deepStrictEqual(asked(server), [begin, "GET /stream/p1", "POST /v1/predictions/p1/cancel"])
    }).pipe(Effect.scoped)
  )

  it.live("whose addresses are of others gets no key there: it is not followed", () =>
    Effect.gen(function* () {
      const other = yield* ScriptedHttp.make(() => ({ body: "" }))
      const urls = { get: `${other.url}/p`, stream: `${other.url}/s`, cancel: `${other.url}/c` }
      const server = yield* ScriptedHttp.make(() =>
        ScriptedHttp.json(prediction({ status: "starting", urls }))
      )
      const failure = yield* Effect.flip(ask(server.url, true))
      assert.strictEqual((failure as { readonly _tag: string })._tag, "MalformedResponse")
      assert.lengthOf(other.requests, 0)
    }).pipe(Effect.scoped)
  )

  it("never crashes a reader, whatever stands in its frames", () => {
    Mutations.check(Replicate.protocol, fixtures.text.stream, (frame, data) => ({ ...frame, data }))
    Mutations.checkWhole(Replicate.protocol, fixtures.text.unary)
  })
})
