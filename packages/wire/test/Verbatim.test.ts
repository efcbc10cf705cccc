import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { Effect } from "effect"
import * as OpenAiChat from "../src/OpenAiChat.ts"
import { Transport } from "../src/Transport.ts"
import * as Vendor from "../src/Vendor.ts"
import { answering, credential, endpoint, key, prepared, type Read, routeAt } from "./route.ts"

const sse = { headers: { "content-type": "text/event-stream" } }
const json = { headers: { "content-type": "application/json" } }

/** The events of an answer to a request that was sent as its caller wrote it. */
const told = (head: typeof sse, reads: ReadonlyArray<Read>, source: string | null = "words") =>
  Effect.scoped(
    Effect.gen(function* () {
      const stream = head === sse
      const reply = yield* routeAt(answering(head, reads).transport).run(
        { ...prepared(stream), source: source ?? undefined },
        endpoint,
        credential,
        { connect_timeout_ms: 1, now: 0 }
      )
      const all: Array<Event> = []
      for (let events = yield* reply.read; events !== undefined; events = yield* reply.read)
        all.push(...events)
      return all
    })
  )

describe("an answer to a request that was sent as it is", () => {
  it.effect("tells every frame verbatim, ahead of what is read from it", () =>
    Effect.gen(function* () {
      const events = yield* told(sse, ["event: word\ndata: a\n\nda", "ta: [END]\n\n"])
      assert.deepStrictEqual(events, [
        { type: "native", text: "a", event: "word" },
        { type: "text", choice: 0, text: "a" },
        { type: "native", text: "[END]" },
        { type: "end" }
      ])
    })
  )

  it.effect("tells a whole body verbatim, and nothing of the kind to who did not ask in that API", () =>
    Effect.gen(function* () {
      const body = '{"text":"a","more":1}'
      const said = [{ type: "text", choice: 0, text: "a" }, { type: "end" }]
      assert.deepStrictEqual(yield* told(json, [body]), [
        { type: "native", text: body, whole: true },
        ...said
      ] as never)
      assert.deepStrictEqual(yield* told(json, [body], null), said as never)
    })
  )

  it.effect("keeps the words around a key that the model repeats, and the digits of numbers", () =>
    Effect.gen(function* () {
      const [native] = yield* told(json, [`{"text":"Hello ${key} x","n":12345678901234567890}`])
      assert.deepStrictEqual(native, {
        type: "native",
        text: '{"text":"Hello [redacted] x","n":12345678901234567890}',
        whole: true
      })
    })
  )

  it.effect("tells no key in it, whatever alphabet it is said in", () =>
    Effect.gen(function* () {
      for (const secret of [key, btoa(key), key.toUpperCase()]) {
        const [native] = yield* told(json, [JSON.stringify({ text: "a", more: { echoed: secret } })])
        assert.strictEqual(native!.type, "native")
        assert.notInclude(JSON.stringify(native), secret)
      }
    })
  )
})

describe("which API's requests an account is sent as they are", () => {
  const spoken = { ...OpenAiChat.protocol, name: "letters", speaks: "letters" }
  const vendor = Vendor.define({
    id: "acme",
    protocol: OpenAiChat.protocol,
    baseUrl: "https://acme.test",
    path: "/chat",
    auth: () => ({}),
    env: {},
    required: [],
    apis: {
      usual: "chat",
      others: {
        letters: Vendor.api({ protocol: spoken, path: "/letters", takes: (id) => id.startsWith("both") })
      },
      served: (id) =>
        id === "letters-only" ? { api: "letters", reason: "demanded", source: "default" } : undefined
    }
  })

  it.effect("are those of the API that serves a model, and those that take it too; and there it goes", () =>
    Effect.gen(function* () {
      const { requests, transport } = answering(json, ["{}"])
      const provider = yield* Effect.provideService(vendor.make({ apiKey: "k" }), Transport, transport)
      const speaks = (id: string) => provider.passthrough(id).facts.speaks
      assert.deepStrictEqual(speaks("letters-only"), ["letters"])
      assert.deepStrictEqual(speaks("both"), ["letters"])
      assert.isUndefined(speaks("chat-only"))
      const at = provider.passthrough("both")
      const request = { messages: [{ role: "user" as const, content: "a" }], stream: false }
      for (const source of [undefined, { format: "letters", body: {} }]) {
        const fitted = { request, ledger: [], ...(source === undefined ? {} : { source }) }
        yield* provider
          .run(provider.prepare(fitted, at), at, provider.credentials[0]!, { connect_timeout_ms: 1, now: 0 })
          .pipe(Effect.scoped, Effect.ignore)
      }
      assert.deepStrictEqual(
        requests.map(({ url }) => url),
        ["https://acme.test/chat", "https://acme.test/letters"]
      )
    })
  )
})
