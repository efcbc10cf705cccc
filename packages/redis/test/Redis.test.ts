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

    it("reserves in all budgets or in none, also where one of the keys is another program's", () =>
      using(
        ({ blobs, counters, now, rates }) =>
          Effect.gen(function* () {
            const client = createClient({ url: server.url })
            yield* Effect.promise(() => client.connect())
            const command = (...args: Array<string>) => Effect.promise(() => client.sendCommand(args))
            const good = { key: "good", start: 0, end: 1e15 }
            const bad = { key: "bad", start: 0, end: 1e15 }
            yield* command("LPUSH", "half:c:0:bad", "theirs")
            for (const of of [
              [good, bad],
              [bad, good]
            ]) {
              const lease = { id: "1", counters: of, nanos: 10 }
              const error = yield* Effect.flip(counters.reserve(lease, 1000))
              assert.include(error.message, "half:c:0:bad")
              assert.strictEqual(
                (yield* Effect.flip(counters.settle([{ lease, spent: 3 }]))).reason,
                "conflict"
              )
              assert.deepStrictEqual(yield* counters.read([good]), [{ spent: 0, reserved: 0, unpriced: 0 }])
            }
            yield* command("LPUSH", "half:b:list", "theirs")
            yield* command("SET", "half:b:text", "theirs")
            for (const key of ["list", "text"]) {
              const put = yield* Effect.flip(blobs.put(key, Uint8Array.of(1), 1000))
              const remove = yield* Effect.flip(blobs.remove(key))
              assert.deepStrictEqual([put.reason, remove.reason], ["conflict", "conflict"])
            }
            assert.strictEqual((yield* command("GET", "half:b:text")) as unknown, "theirs")
            yield* command("HSET", "half:r:q", "1", "5")
            const taking = yield* Effect.flip(rates.take({ key: "q", limit: 5 }, 1, "all"))
            assert.strictEqual(taking.reason, "conflict")
            assert.strictEqual((yield* command("HGET", "half:r:q", "1")) as unknown, "5")
            assert.isAbove(yield* now, 0)
            client.destroy()
          }),
        { url: server.url, prefix: "half:" }
      ))

    it("holds a place as long as its own lease, whatever a shorter one beside it", () =>
      using(
        ({ rates }) =>
          Effect.gen(function* () {
            const place = (lease: string) => ({ key: "p", lease })
            yield* rates.enter(place("long"), 2, 60_000)
            yield* rates.enter(place("short"), 2, 50)
            yield* Effect.sleep(80)
            assert.isTrue(yield* rates.enter(place("next"), 2, 60_000))
            assert.isFalse(yield* rates.enter(place("third"), 2, 60_000))
          }),
        { url: server.url, prefix: "places:" }
      ))

    it("whose receipts lost their bodies, or hold others', is read without them", () =>
      using(
        ({ receipts }) =>
          Effect.gen(function* () {
            const kept = [1, 2, 3].map((at) => ({ id: "same", at, text: "{}" }))
            yield* receipts.append(kept)
            const client = createClient({ url: server.url })
            yield* Effect.promise(() => client.connect())
            yield* Effect.promise(() => client.sendCommand(["HDEL", "bodies:t:0", "1:same"]))
            yield* Effect.promise(() => client.sendCommand(["HSET", "bodies:t:0", "2:same", "theirs"]))
            const page = yield* receipts.read({ from: 0, to: 10 }, 5)
            assert.deepStrictEqual(page.receipts, kept.slice(2))
            assert.strictEqual(yield* receipts.remove({ user_id: "ada" }), 0)
            client.destroy()
          }),
        { url: server.url, prefix: "bodies:" }
      ))

    it("that is read-only or full is away, and no key is to blame", async () => {
      const primary = await Server.start("--requirepass", "p")
      const replica = await Server.start("--replicaof", `127.0.0.1 ${primary.port}`)
      await using(
        ({ rates }) =>
          Effect.map(Effect.flip(rates.take({ key: "a", limit: 5 }, 1, "all")), ({ reason }) =>
            assert.strictEqual(reason, "unavailable")
          ),
        { url: replica.url }
      )
      await replica.stop()
      await primary.stop()
    })

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
