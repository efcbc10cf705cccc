import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import type * as Directory from "@turnout/router/Directory"
import { Effect, Redacted } from "effect"
import * as Fake from "./FakeRouter.ts"

const base = "http://in.process/mounted/here"

const model = (id: string, created: number | null) =>
  ({
    id,
    object: "model",
    created,
    owned_by: "lab",
    context_window: null,
    supported_endpoints: ["chat_completions"],
    providers: []
  }) satisfies Directory.Model

const lists: Fake.Script["lists"] = {
  models: ({ endpoint } = {}) =>
    Effect.succeed({
      object: "list",
      data: endpoint === "responses" ? [] : [model("a/b", 1_700_000_000), model("c", null)],
      catalog_version: "2026-11-21",
      catalog_age_seconds: 1
    }),
  model: (id) =>
    id === "a/b"
      ? Effect.succeed(model(id, null))
      : Effect.fail(RouterError.make("model_not_found", `The model '${id}' does not exist.`)),
  providers: Effect.succeed({
    object: "list",
    data: [],
    unconfigured: [{ provider: "x", variables: ["X_KEY"] }]
  }),
  canonical: Effect.succeed({
    object: "list",
    data: [{ id: "c", object: "canonical_model", name: "C 1", owned_by: "lab", aliases: [], providers: [] }]
  }),
  endpoints: Effect.succeed({
    object: "list",
    data: ["m@q", "m@p", "n@p", "m@p"].map((name) => {
      const [model = "", provider = ""] = name.split("@")
      return { model, provider } as Directory.DirectoryEndpoint
    })
  }),
  me: ({ user_id = null }) =>
    Effect.succeed({
      object: "api_key_identity",
      user_id,
      workspace_id: null,
      tier: null,
      rate_limit_rpm: null
    }),
  balance: (workspace_id, principal) =>
    principal?.workspace_id === workspace_id
      ? Effect.succeed({ object: "credit_balance", workspace_id, balance_microdollars: 5, currency: "USD" })
      : Effect.fail(RouterError.make("resource_not_found", "No such workspace."))
}

const principal = { user_id: "u", workspace_id: "w" }

const authenticate: FetchDoor.Options["authenticate"] = (key) =>
  key !== undefined && Redacted.value(key) === "good"
    ? Effect.succeed(principal)
    : Effect.fail(RouterError.make("invalid_api_key", "No such key."))

interface Body {
  readonly [field: string]: unknown
  readonly error: { readonly code: string; readonly type: string }
}

const asked = (path: string, init: RequestInit = {}, key: string | undefined = "good") =>
  Effect.gen(function* () {
    const door = yield* FetchDoor.make({ requestId: () => "id", authenticate })
    const headers = { ...(init.headers as object), ...(key === "" ? {} : { authorization: `Bearer ${key}` }) }
    const response = yield* door.handle(base + path, { ...init, headers })
    const text = yield* Effect.promise(() => response.text())
    const body: unknown = text === "" ? undefined : JSON.parse(text)
    return { body: body as Body, headers: response.headers, status: response.status }
  }).pipe(Effect.provide(Fake.make({ lists }).layer), Effect.scoped)

/** Path, whether a key is needed, a field of the answer (or all of it), and what stands there. */
const routes: ReadonlyArray<readonly [path: string, key: boolean, field: string, expected: unknown]> = [
  ["/v1/models", true, "data", [model("a/b", 1_700_000_000), model("c", null)]],
  ["/v1/models?endpoint=responses", true, "data", []],
  ["/models", true, "catalog_version", "2026-11-21"],
  ["/v1/models/a/b", true, "id", "a/b"],
  ["/v1/models/a%2Fb", true, "id", "a/b"],
  ["/v1/me", true, "user_id", "u"],
  ["/v1/registry/providers", false, "", { object: "list", data: [] }],
  ["/v1/registry/models", false, "object", "list"],
  ["/v1/directory/models", false, "object", "list"],
  ["/v1/workspaces/w/billing/balance", true, "balance_microdollars", 5],
  ["/v0/models", true, "", ["m", "n"]],
  ["/v0/models?provider=q", true, "", ["m"]],
  ["/v0/providers?model=n", true, "", ["p"]],
  ["/v0/endpoints", true, "", ["m@p", "m@q", "n@p"]],
  ["/v0/endpoints?model=m", true, "", ["m@p", "m@q"]],
  ["/v0/endpoint-details?provider=q", true, "", [{ model: "m", provider: "q" }]]
]

describe("the routes of lists", () => {
  for (const [path, needsKey, field, expected] of routes) {
    it.effect(`${path} answers, ${needsKey ? "with a key alone" : "without a key too"}`, () =>
      Effect.gen(function* () {
        const { body, headers, status } = yield* asked(path)
        assert.strictEqual(status, 200)
        assert.strictEqual(headers.get("content-type"), "application/json; charset=utf-8")
        assert.strictEqual(headers.get("x-request-id"), "id")
        assert.deepStrictEqual(field === "" ? body : body[field], expected)
        const without = yield* asked(path, {}, "")
        assert.strictEqual(without.status, needsKey ? 401 : 200)
        if (needsKey) assert.strictEqual(without.body.error.code, "invalid_api_key")
      })
    )

    it.effect(`${path} takes GET, HEAD and OPTIONS`, () =>
      Effect.gen(function* () {
        const head = yield* asked(path, { method: "HEAD" })
        assert.deepStrictEqual([head.status, head.body], [200, undefined])
        const options = yield* asked(path, { method: "OPTIONS" }, "")
        assert.deepStrictEqual([options.status, options.headers.get("allow")], [204, "GET, HEAD, OPTIONS"])
        const deleted = yield* asked(path, { method: "DELETE" })
        assert.deepStrictEqual([deleted.status, deleted.headers.get("allow")], [405, "GET, HEAD, OPTIONS"])
        assert.strictEqual(deleted.body.error.type, "invalid_request_error")
      })
    )
  }

  const refused: ReadonlyArray<readonly [path: string, status: number, code: string]> = [
    ["/v1/models/nothing", 404, "model_not_found"],
    ["/v1/models/%E0%A4", 404, "model_not_found"],
    ["/v1/workspaces/other/billing/balance", 404, "resource_not_found"],
    ["/v0/endpoints?model=m&provider=p", 400, "invalid_request"],
    ["/v0/endpoint-details?model=m&provider=p", 400, "invalid_request"]
  ]
  for (const [path, status, code] of refused) {
    it.effect(`${path} is ${status} ${code}`, () =>
      Effect.gen(function* () {
        const answered = yield* asked(path)
        assert.deepStrictEqual([answered.status, answered.body.error.code], [status, code])
      })
    )
  }

  it.effect("a client that speaks Anthropic's API gets its form of the list of models", () =>
    Effect.gen(function* () {
      const { body } = yield* asked("/v1/models", { headers: { "anthropic-version": "2023-06-01" } })
      assert.deepStrictEqual<object>(body, {
        data: [
          { type: "model", id: "a/b", display_name: "a/b", created_at: "2023-11-14T22:13:20Z" },
          { type: "model", id: "c", display_name: "C 1", created_at: "1970-01-01T00:00:00Z" }
        ],
        has_more: false,
        first_id: "a/b",
        last_id: "c"
      })
    })
  )
})
