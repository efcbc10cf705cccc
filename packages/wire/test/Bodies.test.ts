import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib"
import { assert, describe, it, vi } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Run } from "@turnout/core/Provider"
import * as Listing from "@turnout/core/Listing"
import * as Cuts from "@turnout/testing/Cuts"
import * as Listened from "@turnout/testing/Listened"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as Route from "@turnout/wire/Route"
import type { Transport } from "@turnout/wire/Transport"
import * as TransportFetch from "@turnout/wire/TransportFetch"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

const protocol = OpenAiChat.make({ doneFinishes: true })
const endpoint = Listing.passthrough("m", { provider: "acme", defaults: protocol.defaults })
const credential = { id: "c", owner: "platform", key: Redacted.make("sk-1") } as const

interface Head {
  readonly status?: number
  readonly type?: string
  readonly encoding?: string
}

const sending = (pieces: Cuts.Pieces, { status = 200, type, encoding }: Head): Transport["Service"] => ({
  send: () =>
    Effect.sync(() => {
      let at = 0
      const headers = {
        ...(type === undefined ? {} : { "content-type": type }),
        ...(encoding === undefined ? {} : { "content-encoding": encoding })
      }
      return { status, headers, read: Effect.sync(() => pieces[at++]) }
    })
})

interface Outcome {
  readonly events: ReadonlyArray<Event>
  readonly failure: Failure | undefined
}

/** All that an answer of these bytes says, read; a whole one says the same to a listener. */
const ask = (
  transport: Transport["Service"],
  stream: boolean,
  options: Route.RouteOptions = {},
  url = "http://host.test"
): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const { run } = Route.make(Listened.transport(transport), {
      protocol,
      address: { url: () => url, headers: {} },
      auth: () => ({}),
      options
    })
    const read = yield* outcomeOf(run, stream)
    if (!stream) assert.deepStrictEqual(yield* outcomeOf(Listened.running(run), stream), read, "listened to")
    return read
  })

const outcomeOf = (run: Run, stream: boolean): Effect.Effect<Outcome> => {
  const events: Array<Event> = []
  return run({ body: {}, ledger: [], stream }, endpoint, credential, {
    connect_timeout_ms: 1_000,
    now: 0
  }).pipe(
    Effect.flatMap((reply) =>
      Effect.gen(function* () {
        for (;;) {
          const more = yield* reply.read
          if (more === undefined) return
          events.push(...more)
        }
      })
    ),
    Effect.scoped,
    Effect.match({
      onFailure: (failure): Outcome => ({ events, failure }),
      onSuccess: (): Outcome => ({ events, failure: undefined })
    })
  )
}

const textOf = ({ events }: Outcome): string =>
  events.map((event) => (event.type === "text" ? event.text : "")).join("")

const chunk = (delta: object, finish_reason: string | null = null) =>
  JSON.stringify({ id: "c", model: "m", choices: [{ index: 0, delta, finish_reason }] })
const chunks = [chunk({ content: "hel" }), chunk({ content: "lo" }), chunk({}, "stop")]
const framed = chunks.map((each) => `data: ${each}\n\n`).join("")
const events = `${framed}data: [DONE]\n\n`
const whole = JSON.stringify({
  id: "c",
  model: "m",
  choices: [{ message: { content: "hello" }, finish_reason: "stop" }]
})

/** Every way to say hello that was seen at some host. */
const bodies: { readonly [name: string]: string } = {
  "an event stream": events,
  "an event stream with CR LF": events.replaceAll("\n", "\r\n"),
  "a mark, space and comments ahead of it": `\uFEFF\n : ping\n\n: ping\r\n\n${events}`,
  "a mark and comments ahead of JSON": `\uFEFF: ping\n\n\n${whole}`,
  JSON: whole,
  "JSON in brackets": `[${whole}]`,
  "a list of chunks": `[${chunks.join(",\n")}]`,
  "chunks on their lines": `${chunks.join("\n")}\n[DONE]\n`,
  "no blank line between events": `${chunks.map((each) => `data: ${each}\n`).join("")}data: [DONE]\n`,
  "names and no blank lines": chunks.map((each) => `event: message\ndata: ${each}\n`).join(""),
  "data: twice": events.replaceAll("data: ", "data: data: "),
  indented: events.replaceAll("data: ", "  data: "),
  "a terminal without data:": `${framed}[DONE]\n`,
  "an id ahead of every event": events.replaceAll("data: ", "id: 1\ndata: ")
}

const types = [
  undefined,
  "text/event-stream",
  "application/json",
  "text/plain; charset=utf-8",
  "application/octet-stream",
  "text/event-stream,text/event-stream; charset=utf-8",
  "text/html"
]

describe("a body is read as its bytes say", () => {
  for (const [name, body] of Object.entries(bodies)) {
    it.effect(`${name}: under every label, asked as a stream or whole`, () =>
      Effect.gen(function* () {
        for (const type of types) {
          for (const stream of [true, false]) {
            const head = type === undefined ? {} : { type }
            const got = yield* ask(sending([Cuts.bytesOf(body)], head), stream)
            assert.isUndefined(got.failure, `${type}: ${got.failure?.message}`)
            assert.strictEqual(textOf(got), "hello", type)
            assert.strictEqual(got.events.at(-1)?.type, "end")
          }
        }
      })
    )

    it.effect(`${name}: the same at every cut`, () =>
      Effect.gen(function* () {
        const bytes = Cuts.bytesOf(body)
        const expected = yield* ask(sending([bytes], {}), true)
        for (const pieces of [Cuts.byteWise(bytes), ...Cuts.twoParts(bytes)]) {
          assert.deepStrictEqual(yield* ask(sending(pieces, {}), true), expected)
        }
      })
    )
  }

  it.effect("an error is one under every label, and in the middle of a stream without its framing", () =>
    Effect.gen(function* () {
      const error = JSON.stringify(
        { error: { message: "Slow down", type: "rate_limit_error", code: 429 } },
        null,
        2
      )
      for (const type of types) {
        for (const body of [error, `[${error}]`, `data: ${JSON.stringify(JSON.parse(error))}\n\n`]) {
          const got = yield* ask(sending([Cuts.bytesOf(body)], type === undefined ? {} : { type }), true)
          assert.strictEqual(got.failure?._tag, "RateLimited", body)
        }
      }
      const late = yield* ask(sending([Cuts.bytesOf(`data: ${chunks[0]}\n\n${error}\n`)], {}), true)
      assert.deepStrictEqual([textOf(late), late.failure?._tag], ["hel", "RateLimited"])
    })
  )

  it.effect("a page, text and nothing are no answer, whatever they are called", () =>
    Effect.gen(function* () {
      for (const type of types) {
        for (const body of [
          "<html>",
          "\n <!doctype html>",
          "busy",
          "",
          " \n",
          ": ping\n\n",
          "[]",
          "[1]",
          "true",
          "{"
        ]) {
          const got = yield* ask(
            sending(body === "" ? [] : [Cuts.bytesOf(body)], type === undefined ? {} : { type }),
            true
          )
          assert.strictEqual(got.failure?._tag, "MalformedResponse", `${type}: ${body}`)
        }
      }
    })
  )
})

describe("a packed body that nobody asked for", () => {
  const packings = {
    gzip: gzipSync,
    deflate: deflateSync,
    "raw deflate": deflateRawSync,
    br: brotliCompressSync,
    zstd: zstdCompressSync
  }
  const encodingOf = (name: string): string => (name === "raw deflate" ? "deflate" : name)

  for (const [name, pack] of Object.entries(packings)) {
    it.live(`is read: ${name}, at any cut, whole and streamed`, () =>
      Effect.gen(function* () {
        for (const body of [events, whole]) {
          const packed = new Uint8Array(pack(Cuts.bytesOf(body)))
          for (const pieces of [[packed], Cuts.byteWise(packed), ...Cuts.manySeeded(packed).slice(0, 5)]) {
            for (const stream of [true, false]) {
              const got = yield* ask(sending(pieces, { encoding: encodingOf(name) }), stream)
              assert.isUndefined(got.failure, got.failure?.message)
              assert.strictEqual(textOf(got), "hello")
            }
          }
        }
      })
    )

    it.live(`is read where it is an error: ${name}`, () =>
      Effect.gen(function* () {
        const packed = new Uint8Array(pack(Cuts.bytesOf('{"error":{"message":"no such model"}}')))
        const got = yield* ask(sending([packed], { status: 404, encoding: encodingOf(name) }), true)
        assert.deepStrictEqual(
          [got.failure?._tag, got.failure?.provider_message],
          ["ModelNotFound", "no such model"]
        )
      })
    )
  }

  it.live("is read without its header, twice packed, and when only the header says that it is packed", () =>
    Effect.gen(function* () {
      const once = gzipSync(Cuts.bytesOf(events))
      for (const packed of [once, gzipSync(once)]) {
        assert.strictEqual(textOf(yield* ask(sending([new Uint8Array(packed)], {}), true)), "hello")
      }
      for (const encoding of ["gzip", "br", "deflate"]) {
        assert.strictEqual(textOf(yield* ask(sending([Cuts.bytesOf(whole)], { encoding }), false)), "hello")
      }
    })
  )

  it.live("is bounded like any other once it is unpacked, and malformed where it is damaged", () =>
    Effect.gen(function* () {
      const bomb = new Uint8Array(gzipSync(Buffer.alloc(4_000_000, 32)))
      const got = yield* ask(sending([bomb], {}), false, { bodyLimit: 100_000 })
      assert.strictEqual(got.failure?.rule, "body:limit")
      const packed = new Uint8Array(gzipSync(Cuts.bytesOf(whole)))
      const cut = yield* ask(sending([packed.subarray(0, packed.length - 12)], {}), false)
      assert.strictEqual(cut.failure?.rule, "body:packed")
    })
  )

  it.live("is refused in words where the runtime cannot read it, and bounded where it can", () =>
    Effect.gen(function* () {
      const packed = new Uint8Array(zstdCompressSync(Cuts.bytesOf(whole)))
      const cut = yield* ask(sending([packed.subarray(0, packed.length - 12)], {}), false)
      assert.strictEqual(cut.failure?.rule, "body:packed")
      const bomb = new Uint8Array(zstdCompressSync(Buffer.alloc(4_000_000, 32)))
      const bounded = yield* ask(sending([bomb], {}), false, { bodyLimit: 100_000 })
      assert.strictEqual(bounded.failure?.rule, "body:limit")
      const library = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined)
      const refused = yield* ask(sending([packed], {}), false)
      library.mockRestore()
      assert.strictEqual(refused.failure?.rule, "body:packed")
      assert.include(refused.failure?.message, "zstd")
      assert.include(refused.failure?.message, "this runtime cannot read that")
    })
  )

  it.live("comes over a real socket", () =>
    Effect.gen(function* () {
      const packed = gzipSync(Cuts.bytesOf(events))
      const server = yield* ScriptedHttp.make([
        { status: 200, headers: { "content-type": "text/event-stream" }, body: [new Uint8Array(packed)] }
      ])
      assert.strictEqual(textOf(yield* ask(TransportFetch.make(fetch), true, {}, server.url)), "hello")
    })
  )
})
