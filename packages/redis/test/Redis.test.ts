import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { RouterError } from "@turnout/core/RouterError"
import * as Redis from "@turnout/redis/Redis"
import type { Parts } from "@turnout/state/Store"
import { StoreError } from "@turnout/state/StoreError"
import * as StoreSuite from "@turnout/testing/StoreSuite"
import { createClient } from "@redis/client"
import * as Effect from "effect/Effect"
import { createServer } from "node:http"
import * as Server from "./server.ts"

let server: Server.Server
let count = 0

const failed = (error: RouterError): StoreError =>
  new StoreError({ reason: "invalid", message: error.message, cause: error })

const opened = (prefix: string) => Effect.mapError(Redis.make({ url: server.url, prefix }), failed)

const using = <A, E>(use: (store: Parts) => Effect.Effect<A, E>, options: Redis.RedisOptions): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(Redis.make(options), use)))

const refusal = (options: unknown): Promise<RouterError> =>
  Effect.runPromise(Effect.scoped(Effect.flip(Redis.make(options as Redis.RedisOptions))))

describe.skipIf(Server.absent !== undefined)(
  `a Redis server${Server.absent === undefined ? "" : ` (${Server.absent})`}`,
  () => {
    beforeAll(async () => {
      server = await Server.start()
    })
    afterAll(() => server.stop())

    StoreSuite.run("a server", {
      open: (handles) => {
        const prefix = `suite ${++count}:`
        return Effect.forEach(Array.from({ length: handles }), () => opened(prefix))
      },
      pass: { type: "waited", by: (ms) => Effect.sleep(ms) }
    })

    it("whose scripts are lost is sent them once more", () =>
      using(
        ({ rates }) =>
          Effect.gen(function* () {
            const quota = { key: "a", limit: 10 }
            yield* rates.take(quota, 1, "all")
            const client = createClient({ url: server.url })
            yield* Effect.promise(() => client.connect())
            yield* Effect.promise(() => client.sendCommand(["SCRIPT", "FLUSH"]))
            assert.strictEqual((yield* rates.take(quota, 1, "all")).remaining, 8)
            client.destroy()
          }),
        { url: server.url, prefix: "lost:" }
      ))

    it("whose keys hold something else says which, and leaves them as they are", () =>
      using(
        ({ blobs, counters, feed, rates }) =>
          Effect.gen(function* () {
            const client = createClient({ url: server.url })
            yield* Effect.promise(() => client.connect())
            const keys = ["c:0:a", "r:a", "f", "b:a"].map((key) => `taken:${key}`)
            for (const key of keys) yield* Effect.promise(() => client.sendCommand(["LPUSH", key, "theirs"]))
            const counter = { key: "a", start: 0, end: 1e15 }
            const lease = { id: "1", counters: [counter], nanos: 5 }
            const asked = [
              counters.reserve(lease, 1000),
              rates.take({ key: "a", limit: 5 }, 1, "all"),
              feed.append(["x"]),
              blobs.get("a")
            ]
            for (const [index, ask] of asked.entries()) {
              const error = yield* Effect.flip(ask as Effect.Effect<unknown, StoreError>)
              assert.strictEqual(error.reason, "conflict", error.message)
              assert.include(error.message, keys[index]!)
            }
            for (const key of keys) {
              const kept = yield* Effect.promise(() => client.sendCommand(["LRANGE", key, "0", "-1"]))
              assert.deepStrictEqual(kept as unknown, ["theirs"])
            }
            client.destroy()
          }),
        { url: server.url, prefix: "taken:" }
      ))

    it("is asked through a client of the host's, which is left open", async () => {
      const client = createClient({ url: server.url })
      await client.connect()
      await using(({ now }) => now, { client: client as never, prefix: "own:" })
      assert.isTrue(client.isReady)
      client.destroy()
    })

    it("that asks for a password says that it is wrong, and repeats no password", async () => {
      const closed = await Server.start("--requirepass", "right")
      for (const user of ["", ":wrong-secret@"]) {
        const { message } = await refusal({ url: `redis://${user}127.0.0.1:${closed.port}` })
        assert.notInclude(message, "wrong-secret")
        assert.include(message, String(closed.port))
      }
      await using(({ now }) => now, { url: `redis://:right@127.0.0.1:${closed.port}` })
      await closed.stop()
    })

    it("that goes away fails requests at once, and answers again when it is back", async () => {
      const mortal = await Server.start("--appendonly", "yes", "--appendfsync", "always")
      await using(
        ({ counters }) =>
          Effect.gen(function* () {
            const counter = { key: "a", start: 0, end: 1e15, limit: 100 }
            yield* counters.settle([{ lease: { id: "1", counters: [counter], nanos: 5 }, spent: 7 }])
            yield* Effect.promise(mortal.kill)
            const error = yield* Effect.flip(Effect.repeat(counters.read([counter]), { while: () => true }))
            assert.strictEqual(error.reason, "unavailable")
            yield* Effect.promise(mortal.start)
            const [figures] = yield* again(counters.read([counter]))
            assert.deepStrictEqual(figures, { spent: 7, reserved: 0, unpriced: 0 })
          }),
        { url: mortal.url }
      )
      await mortal.stop()
    })
  }
)

/** Asks until it is answered. */
const again = <A>(ask: Effect.Effect<A, StoreError>): Effect.Effect<A> =>
  Effect.catch(ask, () => Effect.andThen(Effect.sleep(20), again(ask)))

describe("a server that is not there", () => {
  it("keeps no router from beginning", async () => {
    const error = await using(({ now }) => Effect.flip(now), { url: "redis://127.0.0.1:1" })
    assert.strictEqual(error.reason, "unavailable")
  })

  it("or is none of Redis is told so", async () => {
    const web = createServer((_, response) => response.end("hello"))
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve))
    const { port } = web.address() as { readonly port: number }
    const { message } = await refusal({ url: `redis://127.0.0.1:${port}` })
    assert.include(message, String(port))
    web.closeAllConnections()
    web.close()
  })

  it("is refused with options that are none", async () => {
    const client = { sendCommand: () => Promise.resolve() }
    const wrong = [
      {},
      { url: "http://x" },
      { url: "redis" },
      { url: "redis://a", client },
      { url: "redis://a", keyPrefix: "x" },
      { client: {} },
      undefined
    ]
    for (const options of wrong) {
      const { code, message } = await refusal(options)
      assert.strictEqual(code, "internal_error")
      assert.include(message, "redis()")
    }
  })
})
