import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import { layerUndici, type UndiciOptions } from "@turnout/transport-undici/TransportUndici"
import { Transport } from "@turnout/wire/Transport"
import { Cause, Effect, type Exit } from "effect"
import { createServer, request as forward, type Server } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { inspect } from "node:util"

const listen = (server: Server) =>
  Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )

/** A vendor, and a proxy that notes whom it was asked for and leads there whatever it was. */
const world = Effect.gen(function* () {
  const vendor = yield* listen(createServer((_, response) => response.end("ok")))
  const asked: Array<string> = []
  const server = createServer((incoming, outgoing) => {
    asked.push(new URL(incoming.url ?? "").host)
    incoming.pipe(
      forward({ port: vendor, host: "127.0.0.1", method: incoming.method }, (answer) => answer.pipe(outgoing))
    )
  })
  server.on("connect", ({ url = "" }, socket, head) => {
    asked.push(url)
    const tunnel = connect(vendor, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n")
      tunnel.write(head)
      socket.pipe(tunnel).pipe(socket)
    })
  })
  return { vendor, proxy: yield* listen(server), asked }
})

/** These variables while it runs; nothing else here reads them. */
const withVariables = (variables: { readonly [name: string]: string }) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = { ...process.env }
      Object.assign(process.env, variables)
      return before
    }),
    (before) =>
      Effect.sync(() => {
        for (const name of Object.keys(variables)) {
          if (before[name] === undefined) delete process.env[name]
          else process.env[name] = before[name]
        }
      })
  )

const send = (options: UndiciOptions, url: string, fresh_connection = false) =>
  Effect.gen(function* () {
    const transport = yield* Transport
    const body = "{}"
    const sent = {
      url,
      method: "POST" as const,
      headers: {},
      body,
      connect_timeout_ms: 5000,
      fresh_connection
    }
    const { read } = yield* transport.send(sent)
    return Buffer.from((yield* read) ?? []).toString()
  }).pipe(Effect.scoped, Effect.provide(layerUndici(options)))

describe("proxies of the environment", () => {
  it.live(
    "are used where the host says so, for a new connection too, and not for the hosts of NO_PROXY",
    () =>
      Effect.gen(function* () {
        const { asked, proxy, vendor } = yield* world
        yield* withVariables({
          http_proxy: `http://127.0.0.1:${proxy}`,
          no_proxy: "127.0.0.1"
        })
        const options = { proxy: "environment" } as const
        assert.strictEqual(yield* send(options, "http://vendor.test/v1"), "ok")
        assert.strictEqual(yield* send(options, "http://vendor.test/v1", true), "ok")
        assert.strictEqual(yield* send(options, `http://127.0.0.1:${vendor}/v1`), "ok")
        assert.deepStrictEqual(
          asked.map((host) => host.replace(/:80$/, "")),
          ["vendor.test", "vendor.test"]
        )
      }).pipe(Effect.scoped)
  )

  it.live("are not asked by default", () =>
    Effect.gen(function* () {
      const { asked, proxy, vendor } = yield* world
      yield* withVariables({ http_proxy: `http://127.0.0.1:${proxy}`, no_proxy: "" })
      assert.strictEqual(yield* send({}, `http://127.0.0.1:${vendor}/v1`), "ok")
      assert.deepStrictEqual(asked, [])
    }).pipe(Effect.scoped)
  )

  it.live("that are no URLs are a mistake of the host's, which shows no password", () =>
    Effect.gen(function* () {
      yield* withVariables({ http_proxy: "http://u:secret@:x", no_proxy: "" })
      const exit = yield* Effect.exit(send({ proxy: "environment" }, "http://vendor.test"))
      const error = Cause.squash((exit as Exit.Failure<unknown, unknown>).cause)
      assert(RouterError.isRouterError(error))
      assert.strictEqual(error.param, "proxy")
      assert.notInclude(JSON.stringify(error) + inspect(error), "secret")
    }).pipe(Effect.scoped)
  )
})

describe("an option of the transport", () => {
  it.live("that there is not, or of the wrong kind, is named", () =>
    Effect.gen(function* () {
      const options = { keepAlive: 1, connections: 0 } as UndiciOptions
      const exit = yield* Effect.exit(send(options, "http://vendor.test"))
      const error = Cause.squash((exit as Exit.Failure<unknown, unknown>).cause)
      assert(RouterError.isRouterError(error))
      assert.deepStrictEqual(
        error.violations.map(({ param }) => param),
        ["keepAlive", "connections"]
      )
      assert.include(error.message, "'keepAliveTimeout'")
    })
  )
})
