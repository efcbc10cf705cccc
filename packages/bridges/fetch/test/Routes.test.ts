import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import * as ProviderRegistry from "@turnout/core/ProviderRegistry"
import * as ApiKeys from "@turnout/fetch/ApiKeys"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import * as Budget from "@turnout/router/Budget"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Layer } from "effect"
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Route } from "../src/fetch-door/route.ts"
import { routes } from "../src/fetch-door/routes.ts"
import * as Document from "./Document.ts"

const chat = { model: "m", messages: [{ role: "user", content: "hi" }] }

interface Case {
  /** With query, where it is not the route's own. */
  readonly path?: string
  readonly body?: object
  /** Another call that is right. */
  readonly also?: ReadonlyArray<Omit<Case, "also" | "wrong">>
  readonly headers?: Readonly<Record<string, string>>
  readonly wrong?: { readonly path?: string; readonly text?: string; readonly status: number }
  /** What stands in the answer. */
  readonly holds?: (answer: never) => void
}

const broken = { text: '{"model": "m", ', status: 400 }

const both = (path: string): Case => ({
  holds: (names: ReadonlyArray<unknown>) => assert.isAbove(names.length, 0),
  wrong: { path: `${path}?model=m&provider=a`, status: 400 }
})

/** By the route's path: each route has one. */
const cases: { readonly [path: string]: Case } = {
  "/chat/completions": {
    body: chat,
    also: [{ body: { ...chat, stream: true } }, { body: [chat, chat] }],
    wrong: broken
  },
  "/messages/count_tokens": {
    body: chat,
    holds: (count: object) => assert.hasAllKeys(count, ["input_tokens", "estimated"]),
    wrong: broken
  },
  "/messages": {
    body: { ...chat, max_tokens: 10 },
    holds: ({ content, routing_metadata }: { content: unknown; routing_metadata: unknown }) => {
      assert.isArray(content)
      assert.isObject(routing_metadata)
    },
    also: [{ body: { ...chat, max_tokens: 10, stream: true } }],
    wrong: broken
  },
  "/v0/chat/completions": {
    body: chat,
    holds: ({ model, usage }: { model: string; usage: { cost?: number } }) => {
      assert.strictEqual(model, "m@a")
      assert.strictEqual(usage.cost, 0.003)
    },
    also: [
      {
        body: { ...chat, stream: true },
        holds: (chunks: ReadonlyArray<{ model: string; usage?: { cost?: number } }>) => {
          assert.isAbove(chunks.length, 2)
          assert.deepStrictEqual([...new Set(chunks.map(({ model }) => model))], ["m@a"])
          assert.strictEqual(chunks.at(-1)?.usage?.cost, 0.003)
        }
      }
    ],
    wrong: broken
  },
  "/embeddings": {
    body: { model: "e", input: ["hi", "ho"] },
    also: [{ body: { model: "e", input: [1, 2], encoding_format: "base64", dimensions: 2 } }],
    wrong: { text: '{"model": "e", "input": [""]}', status: 400 }
  },
  "/responses": {
    body: { model: "m", input: "hi" },
    holds: ({ output_text, status }: { output_text: string; status: string }) => {
      assert.strictEqual(status, "completed")
      assert.isAbove(output_text.length, 0)
    },
    also: [
      {
        body: { model: "m", input: [{ role: "user", content: "hi" }], stream: true },
        holds: (events: ReadonlyArray<{ type: string }>) =>
          assert.strictEqual(events.at(-1)?.type, "response.completed")
      }
    ],
    wrong: { text: '{"model": "m", "input": "hi", "store": true}', status: 400 }
  },
  "/registry/providers": {},
  "/registry/models": {},
  "/directory/models": {},
  "/workspaces/{id}/billing/balance": {
    path: "/workspaces/w/billing/balance",
    wrong: { path: "/workspaces/other/billing/balance", status: 404 }
  },
  "/me": { holds: ({ workspace_id }: { workspace_id: string }) => assert.strictEqual(workspace_id, "w") },
  "/v0/models": {},
  "/v0/providers": { path: "/v0/providers?model=m" },
  "/v0/endpoints": both("/v0/endpoints"),
  "/v0/endpoint-details": both("/v0/endpoint-details"),
  "/models": { also: [{ headers: { "anthropic-version": "2023-06-01" } }] },
  "/models/{+id}": { path: "/models/m", wrong: { path: "/models/none", status: 404 } },
  "/openapi.json": {},
  "/llms.txt": {}
}

const provider = FakeProvider.make({
  id: "a",
  models: {
    m: { price: { input: 1000, output: 1000 }, limits: { context: 1000, output: 100 } },
    e: {
      embeddings: { dimensions: { usual: 2, min: 1, max: 2 }, tokens: "yes" },
      price: { input: 1000, output: 0 },
      limits: { context: 1000 }
    }
  },
  vectors: ({ embedding }) => ({
    vectors: embedding.input.map(() => [0.5, 1]),
    usage: { input: 2, output: 0 }
  }),
  script: FakeProvider.text("hello", { usage: { input: 2, output: 1 } })
})

const Live = Router.layer().pipe(
  Layer.provide(ProviderRegistry.register(Effect.succeed(provider))),
  Layer.provide([
    ProviderRegistry.ProviderRegistry.layer,
    Catalog.layerEmpty,
    Budget.Budget.layer({
      rules: [{ scope: "workspace", id: "w", period: "monthly", limit_usd: 5, enforce: true }]
    })
  ])
)

const base = "http://in.process/ai"

/** `/v1` stands before what has no version of its own. */
const urlOf = (path: string): string => base + (/^\/(v[01]|openapi|llms)\b/.test(path) ? path : `/v1${path}`)

interface Door {
  readonly ask: (
    path: string,
    init?: RequestInit,
    headers?: Readonly<Record<string, string>>
  ) => Promise<Response>
  readonly key: Readonly<Record<string, string>>
}

const withDoor = (use: (door: Door) => Promise<void>) =>
  Effect.gen(function* () {
    const keys = ApiKeys.apiKeys({ prefix: "ak_" })
    const { key } = yield* Effect.promise(() => keys.create({ workspace_id: "w" }))
    const door = yield* FetchDoor.make({ requestId: () => "id", authenticate: keys })
    yield* Effect.promise(() =>
      use({
        ask: (path, init = {}, headers = {}) => door.fetch(urlOf(path), { ...init, headers }),
        key: { authorization: `Bearer ${ApiKeys.reveal(key)}` }
      })
    )
  }).pipe(Effect.provide(Live), Effect.scoped)

const initOf = ({ body }: Pick<Case, "body">, method: string): RequestInit =>
  method === "POST" ? { method, body: JSON.stringify(body) } : { method }

const pathsOf = (route: Route, { path = route.path }: Case): string => path

describe("every route", () => {
  it("has a case here and a place in the document, and nothing else has", () => {
    const paths = routes.map(({ path }) => path).sort()
    assert.deepStrictEqual(Object.keys(cases).sort(), paths)
    assert.deepStrictEqual(Object.keys(Document.strict.paths).sort(), paths.map(Document.pathOf).sort())
  })

  for (const route of routes) {
    const { open = false, methods, path } = route
    const each = cases[path] ?? {}
    const [method = ""] = methods

    it.live(`${method} ${path} answers as its document says`, () =>
      withDoor(async ({ ask, key }) => {
        for (const one of [each, ...(each.also ?? [])]) {
          const response = await ask(
            one.path ?? pathsOf(route, each),
            initOf({ ...one, body: one.body ?? each.body! }, method),
            { ...(open ? {} : key), ...one.headers }
          )
          assert.strictEqual(response.status, 200, await response.clone().text())
          assert.strictEqual(response.headers.get("x-request-id"), "id")
          const answer = await Document.checked(path, method, response)
          one.holds?.(answer as never)
        }
      })
    )

    it.live(`${method} ${path} without a key ${open ? "answers" : "is 401"}`, () =>
      withDoor(async ({ ask }) => {
        for (const headers of [{}, { authorization: "Bearer ak_wrong" }, { "x-api-key": "ak_wrong" }]) {
          const response = await ask(pathsOf(route, each), initOf(each, method), headers)
          assert.strictEqual(response.status, open ? 200 : 401)
          assert.strictEqual(response.headers.get("x-request-id"), "id")
          await Document.checked(path, method, response)
        }
        assert.strictEqual(
          Document.strict.paths[Document.pathOf(path)]?.[method.toLowerCase()]?.security?.length,
          open ? 0 : undefined
        )
      })
    )

    const { wrong } = each
    if (wrong !== undefined) {
      it.live(`${method} ${path} refuses what is malformed with ${wrong.status}`, () =>
        withDoor(async ({ ask, key }) => {
          const init = wrong.text === undefined ? { method } : { method, body: wrong.text }
          const response = await ask(wrong.path ?? pathsOf(route, each), init, key)
          assert.strictEqual(response.status, wrong.status)
          assert.strictEqual(response.headers.get("x-should-retry"), "false")
          await Document.checked(path, method, response)
        })
      )
    }

    it.live(`${path} says what it takes, and refuses other methods`, () =>
      withDoor(async ({ ask, key }) => {
        const allow = [...methods, "OPTIONS"].join(", ")
        const options = await ask(pathsOf(route, each), { method: "OPTIONS" })
        assert.strictEqual(options.status, 204)
        assert.strictEqual(options.headers.get("allow"), allow)
        for (const other of ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]) {
          const response = await ask(pathsOf(route, each), { method: other }, key)
          if ((methods as ReadonlyArray<string>).includes(other)) {
            await response.body?.cancel()
            continue
          }
          assert.strictEqual(response.status, 405)
          assert.strictEqual(response.headers.get("allow"), allow)
          assert.strictEqual(response.headers.get("x-request-id"), "id")
        }
      })
    )

    if ((methods as ReadonlyArray<string>).includes("HEAD")) {
      it.live(`HEAD ${path} is GET without a body`, () =>
        withDoor(async ({ ask, key }) => {
          const get = await ask(pathsOf(route, each), { method: "GET" }, key)
          const head = await ask(pathsOf(route, each), { method: "HEAD" }, key)
          assert.deepStrictEqual([...head.headers], [...get.headers])
          assert.strictEqual(head.status, 200)
          assert.isNull(head.body)
          await get.body?.cancel()
          await Document.checked(path, "HEAD", head)
        })
      )
    }
  }
})

describe("the document", () => {
  it("is what the routes and schemas say", () => {
    const script = fileURLToPath(new URL("../scripts/openapi.ts", import.meta.url))
    execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })
  })

  it.live("names the place where the door is mounted", () =>
    withDoor(async ({ ask }) => {
      for (const path of ["/openapi.json", "/v1/openapi.json"]) {
        const found = (await (await ask(path)).json()) as {
          readonly servers: unknown
          readonly openapi: string
        }
        assert.deepStrictEqual(found.servers, [{ url: "/ai" }])
        assert.strictEqual(found.openapi, "3.1.0")
      }
      const text = await (await ask("/llms.txt")).text()
      assert.match(text, /^# Turnout\n/)
      assert.include(text, "`POST /ai/v1/chat/completions`")
    })
  )
})
