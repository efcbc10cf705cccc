import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as Failure from "@turnout/core/Failure"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Kinds from "../../src/memory/health/kinds.ts"
import { ask, fake, house, key, messages } from "../house.ts"

const gone = new Failure.ModelNotFound({ message: "", status: 404 })
const unsupported = (fields: object = {}) => new Failure.Unsupported({ message: "", status: 400, ...fields })

/** Who was asked, in order. */
const asked = (request: ChatRequest, tenant?: string) =>
  Effect.flatMap(Router, (router) =>
    Effect.map(
      router.chat(request, tenant === undefined ? {} : { principal: { workspace_id: tenant } }),
      ({ routing_metadata }) =>
        (routing_metadata?.attempts ?? []).map(({ endpoint }) => endpoint.slice(0, 1)).join("")
    )
  )

const house2 = (a: FakeProvider.FakeProvider, options: RouterOptions = {}) => house([a, fake("b")], options)

describe("a model that an endpoint does not have", () => {
  it.effect(
    "is asked for last after three in a row, for five minutes; then one call tries it; never refused",
    () => {
      const a = fake("a", FakeProvider.fail(gone))
      const only = ask([], { providers: ["a"] })
      return Effect.gen(function* () {
        for (const who of ["ab", "ab", "ab", "b", "b"]) assert.strictEqual(yield* asked(ask(["a", "b"])), who)
        const error = yield* Effect.flip(asked(only))
        assert.deepStrictEqual([error.status, error.attempts.length], [404, 1])
        yield* TestClock.adjust(300_000)
        assert.strictEqual(yield* asked(ask(["a", "b"])), "ab")
        assert.strictEqual(yield* asked(ask(["a", "b"])), "b")
      }).pipe(Effect.provide(house2(a)))
    }
  )

  it.effect("an answer between ends the row", () => {
    const a = fake("a", ({ index }) => (index % 3 === 2 ? FakeProvider.text("a") : FakeProvider.fail(gone)))
    return Effect.gen(function* () {
      for (let call = 0; call < 9; call++) {
        assert.strictEqual(yield* asked(ask(["a", "b"])), call % 3 === 2 ? "a" : "ab")
      }
    }).pipe(Effect.provide(house2(a)))
  })

  it.effect("one tenant's own key teaches nobody else", () => {
    const a = fake("a", ({ credential }) =>
      credential === "byok" ? FakeProvider.fail(gone) : FakeProvider.text("a")
    )
    const credentials: RouterOptions["credentials"] = (_, { workspace_id }) =>
      workspace_id === "x" ? { a: "key-of-x" } : undefined
    const mine = ask(["a", "b"], { only_byok: false })
    return Effect.gen(function* () {
      for (const who of ["ab", "ab", "ab"]) assert.strictEqual(yield* asked(mine, "x"), who)
      assert.strictEqual(yield* asked(mine, "y"), "a")
      assert.strictEqual(yield* asked(mine, "x"), "a", "with the host's key, which is not demoted")
    }).pipe(Effect.provide(house2(a, { credentials })))
  })

  it.effect("a key that has it is used before one that has not", () => {
    const a = fake(
      "a",
      ({ credential }) => (credential === "k1" ? FakeProvider.fail(gone) : FakeProvider.text("a")),
      { credentials: [key("k1"), key("k2")] }
    )
    return Effect.gen(function* () {
      const got: Array<string> = []
      for (let call = 0; call < 5; call++) got.push(yield* asked(ask(["a", "b"])))
      assert.deepStrictEqual(got.slice(3), ["a", "a"])
    }).pipe(Effect.provide(house2(a)))
  })

  it.effect("what the caller's own native fields may have done teaches nothing", () => {
    const a = fake("a", FakeProvider.fail(gone))
    const native = { ...ask(["a", "b"]), extensions: { a: { route: "nowhere" } } }
    return Effect.gen(function* () {
      for (let call = 0; call < 5; call++) assert.strictEqual(yield* asked(native), "ab")
      assert.strictEqual(yield* asked(ask(["a", "b"])), "ab")
    }).pipe(Effect.provide(house2(a)))
  })
})

describe("a parameter that an endpoint does not support", () => {
  const refuses = ({ prepared }: FakeProvider.Call) =>
    "top_k" in (prepared.body as object)
      ? FakeProvider.fail(unsupported({ param: "top_k" }))
      : FakeProvider.text("a")
  const plain = ask(["a", "b"])
  const sent = ask(["a", "b"], {}, { top_k: 5 })

  it.effect("ranks it last for calls that send it, and for no others", () =>
    Effect.gen(function* () {
      for (const who of ["ab", "ab", "ab", "b"]) assert.strictEqual(yield* asked(sent), who)
      assert.strictEqual(yield* asked(plain), "a")
      assert.strictEqual(yield* asked(sent), "b", "an answer without it proves nothing of it")
    }).pipe(Effect.provide(house2(fake("a", refuses))))
  )

  it.effect("what one tenant was refused concerns that tenant", () =>
    Effect.gen(function* () {
      for (const who of ["ab", "ab", "ab", "b"]) assert.strictEqual(yield* asked(sent, "x"), who)
      assert.strictEqual(yield* asked(sent, "y"), "ab")
    }).pipe(Effect.provide(house2(fake("a", refuses))))
  )

  it.effect("a filter's verdict teaches nothing", () => {
    const filtered = new Failure.ContentFiltered({ message: "", status: 400, param: "top_k" })
    return Effect.gen(function* () {
      for (let call = 0; call < 6; call++) assert.strictEqual(yield* asked(sent), "ab")
    }).pipe(Effect.provide(house2(fake("a", FakeProvider.fail(filtered)))))
  })
})

describe("what a refusal is about", () => {
  const request = {
    messages: [
      { role: "user" as const, content: [{ type: "image_url" as const, image_url: { url: "data:," } }] }
    ],
    stream: false,
    temperature: 1,
    user: "u",
    web_search_options: {},
    max_completion_tokens: 5,
    unknown: { oddity: 1 }
  }
  const kind = (fields: object, more: object = {}) =>
    Kinds.learned(unsupported(fields), { ...request, ...more }, [])

  it("the parameter that is blamed, by whatever path", () => {
    assert.strictEqual(kind({ param: "temperature" }), "temperature")
    assert.strictEqual(kind({ param: "body.web_search_options.user_location" }), "web_search_options")
    assert.strictEqual(kind({ param: "oddity" }), "oddity")
  })

  it("by the name that the vendor knows it by", () => {
    const ledger = [
      { action: "renamed", param: "max_completion_tokens", to: "max_tokens", reason: "dialect" }
    ] as const
    assert.strictEqual(
      Kinds.learned(unsupported({ param: "max_tokens" }), request, ledger),
      "max_completion_tokens"
    )
  })

  it("or the one that stands in its words", () => {
    const words = (provider_message: string) => kind({ provider_message })
    assert.strictEqual(words("Web search options not supported with this model."), "web_search_options")
    assert.strictEqual(words("Unsupported parameter: temperature"), "temperature")
    assert.strictEqual(words("No endpoints found that support image input"), "image")
    assert.strictEqual(words("The 'user' field is not supported"), "user")
  })

  it("nothing, where it is about the prompt or cannot be told", () => {
    const words = (provider_message: string) => kind({ provider_message, param: "messages[0].content[0]" })
    assert.isUndefined(words("The user is not allowed to do that."))
    assert.isUndefined(words("Unsupported image format: image/tiff"))
    assert.isUndefined(words("messages must alternate"))
    assert.isUndefined(kind({ param: "seed" }), "the request does not send it")
    assert.isUndefined(Kinds.learned(new Failure.ServerError({ message: "" }), request, []))
    assert.strictEqual(Kinds.learned(gone, { messages, stream: false } as never, []), "model")
  })
})
