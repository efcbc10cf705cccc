import { assert, describe, it } from "@effect/vitest"
import type { Failure } from "@turnout/core/Failure"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Downloads from "../src/Downloads.ts"
import { PublicTransport } from "../src/PublicTransport.ts"
import { type Transport, TransportError, type TransportRequest } from "../src/Transport.ts"

interface Answer {
  readonly status?: number
  readonly headers?: { readonly [name: string]: string }
  readonly body?: ReadonlyArray<Uint8Array | TransportError>
}

const png = { "content-type": "image/png" }
const bytes = (...values: ReadonlyArray<number>) => Uint8Array.from(values)

/** Answers by URL; what is not listed is not there. */
const network = (answers: { readonly [url: string]: Answer | TransportError | "never" }) => {
  const requests: Array<TransportRequest> = []
  const transport: Transport["Service"] = {
    send: (request) =>
      Effect.suspend(() => {
        requests.push(request)
        const answer = answers[request.url] ?? { status: 404 }
        if (answer === "never") return Effect.never
        if (answer instanceof TransportError) return Effect.fail(answer)
        const { status = 200, headers = png, body = [bytes(1, 2, 3)] } = answer
        let at = 0
        return Effect.succeed({
          status,
          headers,
          read: Effect.suspend(() => {
            const next = body[at++]
            return next instanceof TransportError ? Effect.fail(next) : Effect.succeed(next)
          })
        })
      })
  }
  return { transport, requests }
}

const to = (location: string, status = 302): Answer => ({ status, headers: { location } })

const ruleOf = (answers: Parameters<typeof network>[0], url: string, options: Downloads.Options = {}) =>
  Downloads.make(network(answers).transport, options)
    .image(url)
    .pipe(
      Effect.match({
        onSuccess: ({ media_type, data }) => `${media_type} ${data}`,
        onFailure: (failure: Failure) => `${failure._tag} ${failure.rule}`
      })
    )

const a = "https://a.test/x.png"

describe("an image at an address", () => {
  it.effect("is what the answer says it is, in base64, and is asked for with nothing of ours", () =>
    Effect.gen(function* () {
      const { transport, requests } = network({
        [a]: { headers: { "content-type": "Image/WebP; charset=x" }, body: [bytes(0, 255), bytes(16)] }
      })
      const image = yield* Downloads.make(transport).image(a)
      assert.deepStrictEqual(image, { media_type: "image/webp", data: "AP8Q" })
      assert.deepStrictEqual(
        requests.map(({ method, headers }) => [method, Object.keys(headers)]),
        [["GET", ["user-agent", "accept", "accept-encoding"]]]
      )
    })
  )

  it.effect("is found behind at most three redirects, whatever they are called, relative ones too", () =>
    Effect.gen(function* () {
      const chain = {
        [a]: to("/1", 301),
        "https://a.test/1": to("//b.test/2", 307),
        "https://b.test/2": to("http://c.test/3", 308),
        "http://c.test/3": {},
        "https://a.test/0": to(a, 303)
      }
      assert.strictEqual(yield* ruleOf(chain, a), "image/png AQID")
      assert.strictEqual(yield* ruleOf(chain, "https://a.test/0"), "Unsupported download:redirects")
      assert.strictEqual(yield* ruleOf(chain, a, { redirects: 2 }), "Unsupported download:redirects")
      assert.strictEqual(yield* ruleOf({ [a]: to(a) }, a), "Unsupported download:redirects")
    })
  )

  it.effect("is not asked for where the address says that it should not be", () =>
    Effect.gen(function* () {
      const table = {
        "ftp://a.test/x": "scheme",
        "file:///etc/passwd": "url",
        "data:image/png;base64,AA==": "url",
        "blob:https://a.test/1": "url",
        "gopher://a.test/": "scheme",
        "https://user@a.test/x": "credentials",
        "https://:secret@a.test/x": "credentials",
        "https://a.test:8443/x": "port",
        "http://a.test:443/x": "port",
        "https://": "url",
        "no url": "url"
      }
      for (const [url, reason] of Object.entries(table)) {
        const { transport, requests } = network({})
        const failure = yield* Effect.flip(Downloads.make(transport).image(url))
        assert.strictEqual(failure.rule, `download:${reason}`, url)
        assert.deepStrictEqual(requests, [])
        assert.notInclude(`${failure.message} ${JSON.stringify(failure)}`, "secret")
        // And no redirect leads there either.
        if (reason !== "url")
          assert.strictEqual(yield* ruleOf({ [a]: to(url) }, a), `Unsupported download:${reason}`)
      }
      assert.strictEqual(
        yield* ruleOf({ "https://a.test:8443/x": {} }, "https://a.test:8443/x", { ports: [8443] }),
        "image/png AQID"
      )
      assert.strictEqual(yield* ruleOf({ "https://a.test/": {} }, "https://a.test:443/"), "image/png AQID")
    })
  )

  it.effect("is none where the answer is none, is something else, or is packed", () =>
    Effect.gen(function* () {
      const reset = new TransportError({ kind: "reset", message: "" })
      const table: ReadonlyArray<readonly [Answer | TransportError, string]> = [
        [{ status: 404 }, "status"],
        [{ status: 204 }, "status"],
        [{ status: 206 }, "status"],
        [{ status: 304, headers: { location: "/y" } }, "status"],
        [{ status: 302, headers: {} }, "status"],
        [{ status: 302, headers: { location: "http://[" } }, "url"],
        [{ headers: {} }, "type"],
        [{ headers: { "content-type": "text/html" } }, "type"],
        [{ headers: { "content-type": "image/" } }, "type"],
        [{ headers: { "content-type": 'image/png"><x' } }, "type"],
        [{ headers: { ...png, "content-encoding": "gzip" } }, "type"],
        [{ body: [bytes(1), reset] }, "connection"],
        [reset, "connection"],
        [new TransportError({ kind: "connect", message: "", code: "ERR_ADDRESS_NOT_PUBLIC" }), "address"]
      ]
      for (const [answer, reason] of table) {
        assert.strictEqual(yield* ruleOf({ [a]: answer }, a), `Unsupported download:${reason}`)
      }
    })
  )

  it.effect("is aborted where it exceeds the limit, announced or not", () =>
    Effect.gen(function* () {
      const long = { headers: { ...png, "content-length": "5" }, body: [] }
      assert.strictEqual(yield* ruleOf({ [a]: long }, a, { mostBytes: 4 }), "Unsupported download:size")
      const endless = { body: Array.from({ length: 100 }, () => bytes(1, 2)) }
      assert.strictEqual(yield* ruleOf({ [a]: endless }, a, { mostBytes: 5 }), "Unsupported download:size")
      assert.strictEqual(yield* ruleOf({ [a]: {} }, a, { mostBytes: 3 }), "image/png AQID")
    })
  )

  it.effect("is aborted when all its redirects together take too long", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        ruleOf({ [a]: to("/slow"), "https://a.test/slow": "never" }, a, { timeout_ms: 500 })
      )
      yield* TestClock.adjust(499)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* Fiber.join(fiber), "Unsupported download:time")
    })
  )

  it.effect("is told of by its host alone: what stands behind it may be a secret", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(
        Downloads.make(network({}).transport).image("https://a.test/private/x.png?signature=secret")
      )
      assert.include(failure.message, "a.test")
      assert.notMatch(JSON.stringify([failure, failure.message]), /secret|private/)
    })
  )
})

describe("options of downloads", () => {
  it.effect("that are wrong are an error that names each", () =>
    Effect.gen(function* () {
      const given = { timeout: 3, redirects: 1.5, ports: [80, "81"] }
      const layer = Layer.provide(
        Downloads.layer(given as never),
        Layer.succeed(PublicTransport, network({}).transport)
      )
      const error = yield* Effect.flip(Layer.build(layer))
      assert.deepStrictEqual(
        [error.status, ...error.violations.map(({ param }) => param)],
        [500, "download.timeout", "download.redirects", "download.ports[1]"]
      )
    })
  )
})
