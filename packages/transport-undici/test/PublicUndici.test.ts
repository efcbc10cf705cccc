import { assert, describe, it } from "@effect/vitest"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { layerPublic } from "@turnout/transport-undici/PublicUndici"
import * as Downloads from "@turnout/wire/Downloads"
import * as PublicAddress from "@turnout/wire/PublicAddress"
import { PublicTransport } from "@turnout/wire/PublicTransport"
import { Effect, Layer } from "effect"
import type * as Dns from "node:dns"
import { guarded, notPublic } from "../src/public-undici/lookup.ts"

const loopback = (address: string) => address === "127.0.0.1" || address === "::1"

const send = (url: string) =>
  Effect.flatMap(PublicTransport, (transport) => transport.send({ url, method: "GET", headers: {} }))

const png = { headers: { "content-type": "image/png" }, body: Uint8Array.of(1, 2, 3) }

describe("a transport to the public internet", () => {
  it.live("reaches nothing on this machine, by address or by name, in whatever spelling", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => ({ body: "inside" }))
      const { port } = new URL(server.url)
      for (const host of [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "169.254.169.254"
      ]) {
        const error = yield* Effect.flip(Effect.scoped(send(`http://${host}:${port}/latest/meta-data`)))
        assert.strictEqual(error.code, notPublic, host)
      }
      assert.deepStrictEqual([server.requests.length, server.accepted()], [0, 0])
    }).pipe(Effect.provide(layerPublic()))
  )

  it.live("is not led there by a redirect", () =>
    Effect.gen(function* () {
      const inside = yield* ScriptedHttp.make(() => png)
      const outside = yield* ScriptedHttp.make(() => ({
        status: 302,
        headers: { location: `${inside.url.replace("127.0.0.1", "127.0.0.2")}/x.png` }
      }))
      const ports = [inside, outside].map(({ url }) => Number(new URL(url).port))
      const layer = Downloads.layer({ ports }).pipe(Layer.provide(layerPublic({ allowInTests: loopback })))
      const failure = yield* Effect.flip(
        Effect.flatMap(Downloads.Downloads, ({ image }) => image(`${outside.url}/y.png`)).pipe(
          Effect.provide(layer)
        )
      )
      assert.deepInclude(failure, { rule: "download:address" })
      assert.deepStrictEqual([outside.requests.length, inside.requests.length], [1, 0])
    })
  )

  it.live("fetches an image where a test lets it", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make(() => png)
      const ports = [Number(new URL(server.url).port)]
      const layer = Downloads.layer({ ports }).pipe(Layer.provide(layerPublic({ allowInTests: loopback })))
      const image = yield* Effect.flatMap(Downloads.Downloads, ({ image }) =>
        image(`${server.url}/x.png`)
      ).pipe(Effect.provide(layer))
      assert.deepStrictEqual(image, { media_type: "image/png", data: "AQID" })
      assert.strictEqual(server.requests[0]?.headers["authorization"], undefined)
    })
  )
})

describe("the look-up of a connection", () => {
  const answering = (addresses: ReadonlyArray<string>) =>
    ((_: string, __: object, callback: (error: null, all: ReadonlyArray<Dns.LookupAddress>) => void) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))
      )) as typeof Dns.lookup

  const looked = (addresses: ReadonlyArray<string>, all: boolean) => {
    let result: unknown
    guarded(PublicAddress.isPublic, answering(addresses))("name.test", { all }, (error, address, family) => {
      result = error === null ? (all ? address : [address, family]) : error.code
    })
    return result
  }

  it("gives what a name means, as the connection asks for it", () => {
    const both = ["8.8.8.8", "2600::1"]
    assert.deepStrictEqual(looked(both, true), [
      { address: "8.8.8.8", family: 4 },
      { address: "2600::1", family: 6 }
    ])
    assert.deepStrictEqual(looked(both, false), ["8.8.8.8", 4])
  })

  it("gives nothing where a name means an address that is not public, alone or among others", () => {
    for (const inside of ["127.0.0.1", "10.1.2.3", "fd00::1", "::ffff:8.8.8.8", "100.64.0.1"]) {
      for (const addresses of [[inside], ["8.8.8.8", inside], [inside, "2600::1"]]) {
        assert.strictEqual(looked(addresses, true), notPublic)
        assert.strictEqual(looked(addresses, false), notPublic)
      }
    }
    assert.strictEqual(looked([], true), notPublic)
  })

  it("passes on that a name means nothing", () => {
    const error = Object.assign(new Error("not found"), { code: "ENOTFOUND" })
    const failing = ((_: string, __: object, callback: (error: Error) => void) =>
      callback(error)) as unknown as typeof Dns.lookup
    let code: string | undefined
    guarded(() => true, failing)("name.test", {}, (error) => {
      code = error?.code
    })
    assert.strictEqual(code, "ENOTFOUND")
  })
})
