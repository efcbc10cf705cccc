import { assert, describe, it } from "@effect/vitest"
import * as TransportSuite from "@turnout/testing/TransportSuite"
import { Cause, Effect } from "effect"
import { Transport } from "../src/Transport.ts"
import * as TransportFetch from "../src/TransportFetch.ts"

describe("TransportFetch", () => {
  for (const { name, check } of TransportSuite.laws) {
    it.live(name, () => Effect.scoped(check).pipe(Effect.provide(TransportFetch.layerFetch)))
  }

  it.effect("uses the function it is given", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const layer = TransportFetch.layerFetchWith((url, init) => {
        seen.push(`${init.method} ${url} ${String(init.redirect)}`)
        return Promise.resolve(new Response("given", { status: 201, headers: { "X-A": "b" } }))
      })
      const response = yield* Effect.flatMap(Transport, ({ send }) =>
        send({ url: "https://vendor.test/v1", method: "POST", headers: {}, body: "{}" })
      ).pipe(Effect.provide(layer))
      assert.deepStrictEqual(seen, ["POST https://vendor.test/v1 manual"])
      assert.strictEqual(response.status, 201)
      assert.strictEqual(response.headers["x-a"], "b")
      assert.strictEqual(new TextDecoder().decode(yield* response.read), "given")
      assert.isUndefined(yield* response.read)
    })
  )

  const asked = {
    url: "https://vendor.test",
    method: "POST",
    headers: { authorization: "Bearer sk-1234" }
  } as const
  const thrownBy = (fetch: TransportFetch.Fetch) =>
    Effect.sandbox(TransportFetch.make(fetch).send(asked)).pipe(
      Effect.scoped,
      Effect.flip,
      Effect.map(Cause.squash)
    )

  it.effect("a function that throws, or gives no response, is a mistake of its author's", () =>
    Effect.gen(function* () {
      const mine = new TypeError("mine")
      const sync = () => {
        throw mine
      }
      assert.deepInclude(yield* thrownBy(sync), { kind: "invalid", cause: mine })
      for (const none of [() => Promise.resolve(undefined as never), () => undefined as never]) {
        const error = yield* thrownBy(none)
        assert.deepInclude(error, { kind: "invalid" })
        assert.instanceOf((error as Error).cause, TypeError)
      }
      for (const cause of [mine, new ReferenceError("x is not defined")]) {
        const error = yield* thrownBy(() => Promise.reject(cause))
        assert.deepInclude(error, { kind: "invalid", cause })
      }
      const quoting = yield* thrownBy(() => Promise.reject(new TypeError("Bearer sk-1234 is no header")))
      assert.deepInclude(quoting, { kind: "invalid" })
      assert.isUndefined((quoting as Error).cause)
      assert.deepInclude(yield* thrownBy(() => Promise.reject(new TypeError("fetch failed"))), {
        kind: "connect"
      })
    })
  )

  it.effect("a redirect that a browser hides is a redirect all the same", () =>
    Effect.gen(function* () {
      const hidden = { type: "opaqueredirect", status: 0, headers: new Headers(), body: null }
      const { send } = TransportFetch.make(() => Promise.resolve(hidden as Response))
      const response = yield* Effect.scoped(send({ url: "https://vendor.test", method: "GET", headers: {} }))
      assert.strictEqual(response.status, 302)
    })
  )

  it.effect(
    "a connection that had served others and was closed is stale, before a head and not behind it",
    () =>
      Effect.gen(function* () {
        const closed = (bytesRead: number) =>
          new TypeError("fetch failed", {
            cause: Object.assign(new Error("other side closed"), {
              code: "UND_ERR_SOCKET",
              socket: { bytesRead }
            })
          })
        const kind = (fetch: TransportFetch.Fetch) =>
          Effect.gen(function* () {
            const { send } = TransportFetch.make(fetch)
            const response = yield* send({
              url: "https://vendor.test",
              method: "POST",
              headers: {},
              body: ""
            })
            return yield* response.read
          }).pipe(
            Effect.scoped,
            Effect.flip,
            Effect.map((error) => error.kind)
          )
        const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(closed(40)) })
        assert.deepStrictEqual(
          [
            yield* kind(() => Promise.reject(closed(40))),
            yield* kind(() => Promise.reject(closed(0))),
            yield* kind(() => Promise.resolve(new Response(broken)))
          ],
          ["stale", "reset", "reset"]
        )
      })
  )

  it.effect("a function that throws or rejects is a failure, not a defect", () =>
    Effect.gen(function* () {
      const fetches: ReadonlyArray<TransportFetch.Fetch> = [
        () => {
          throw new Error("thrown")
        },
        () => Promise.reject(new Error("rejected")),
        () => Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ENOTFOUND" } }))
      ]
      const kinds: Array<string> = []
      for (const fetch of fetches) {
        const error = yield* Effect.flip(
          TransportFetch.make(fetch).send({ url: "https://vendor.test/?k=s", method: "GET", headers: {} })
        )
        kinds.push(`${error.kind} ${error.code ?? "-"} ${error.message}`)
      }
      assert.deepStrictEqual(kinds, [
        "invalid - The request could not be sent to vendor.test.",
        "connect - No connection could be made to vendor.test.",
        "connect ENOTFOUND No connection could be made to vendor.test (ENOTFOUND)."
      ])
    })
  )
})
