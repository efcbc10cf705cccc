import { assert, describe, it } from "@effect/vitest"
import * as Cuts from "@turnout/testing/Cuts"
import * as Tape from "@turnout/testing/Tape"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import { Effect, Layer } from "effect"

const exchange: Tape.Exchange = {
  method: "POST",
  url: "https://vendor.test/v1/chat",
  request: { model: "m" },
  status: 200,
  headers: { "content-type": "text/event-stream" },
  body: "data: é\n\ndata: [DONE]\n\n"
}

const request: TransportRequest = {
  method: "POST",
  url: "https://vendor.test/v1/chat?key=canary-key",
  headers: { authorization: "Bearer canary-key", "content-type": "application/json" },
  body: '{"model":"m"}'
}

const readAll = (asked: TransportRequest) =>
  Effect.gen(function* () {
    const transport = yield* Transport
    const response = yield* transport.send(asked)
    const pieces: Array<Uint8Array> = []
    for (let piece = yield* response.read; piece !== undefined; piece = yield* response.read)
      pieces.push(piece)
    return { response, pieces }
  }).pipe(Effect.scoped)

const recorded = (tape: Tape.Tape, asked = request) =>
  Effect.gen(function* () {
    const kept: Array<Tape.Exchange> = []
    const transport = Tape.recording((exchange) => kept.push(exchange)).pipe(
      Layer.provide(Tape.replaying(tape, Cuts.byteWise))
    )
    yield* readAll(asked).pipe(Effect.provide(transport))
    return kept
  })

describe("Tape", () => {
  it.effect("what is recorded of a replay is the tape again, and no key is on it", () =>
    Effect.gen(function* () {
      const kept = yield* recorded([exchange])
      assert.deepStrictEqual(kept, [exchange])
      assert.notInclude(Tape.stringify(kept), "canary")
      assert.deepStrictEqual(Tape.parse(Tape.stringify(kept)), [exchange])
    })
  )

  it.effect("bytes that are no text survive", () =>
    Effect.gen(function* () {
      const { body: _, ...rest } = exchange
      const binary = { ...rest, body_base64: Buffer.from([0, 255, 254, 10]).toString("base64") }
      assert.deepStrictEqual(yield* recorded([binary]), [binary])
    })
  )

  it.effect("each answer is given once, in order, to its own URL", () =>
    Effect.gen(function* () {
      const other = { ...exchange, url: "https://vendor.test/v1/other", body: "other" }
      const second = { ...exchange, body: "second" }
      const texts = yield* Effect.gen(function* () {
        const replies = [yield* readAll(request), yield* readAll(request)]
        const error = yield* Effect.flip(readAll(request))
        assert.strictEqual(error.kind, "connect")
        assert.notInclude(error.message, "canary")
        return replies.map(({ pieces }) => pieces.map((piece) => new TextDecoder().decode(piece)).join(""))
      }).pipe(Effect.provide(Tape.replaying([other, exchange, second])))
      assert.deepStrictEqual(texts, [exchange.body, "second"])
    })
  )
})
