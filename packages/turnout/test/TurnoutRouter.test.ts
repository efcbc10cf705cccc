import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import { Router } from "@turnout/router/Router"
import { Effect, Layer, Stream } from "effect"
import * as TurnoutRouter from "turnout/TurnoutRouter"

const ask = { model: "m", messages: [{ role: "user" as const, content: "hi" }] }

/** A router whose calls wait for ever, counted. */
const waiting = () => {
  const state = { open: 0, built: 0, stood: false }
  const hold = Effect.acquireRelease(
    Effect.sync(() => void (state.open += 1)),
    () => Effect.sync(() => void (state.open -= 1))
  )
  const layer = Layer.effect(
    Router,
    Effect.acquireRelease(
      Effect.sync(() => {
        state.built += 1
        state.stood = true
        return Router.of({
          chat: () => Effect.scoped(Effect.andThen(hold, Effect.never)),
          start: () =>
            Effect.as(hold, { provider: "fake", model: "m", whenEnded: () => {}, read: Effect.never }),
          chatStream: () => Stream.never,
          events: () => Stream.never,
          answerAs: () => Effect.never,
          startAs: () => Effect.never,
          planAs: () => Effect.never,
          countTokens: () => Effect.never,
          plan: () => Effect.die(new Error("sk-secret")),
          embeddings: () => Effect.never,
          ready: Effect.void,
          lists: Effect.never,
          quotaStatus: () => Effect.die(new Error("sk-secret"))
        })
      }),
      () => Effect.sync(() => void (state.stood = false))
    )
  )
  return { state, router: TurnoutRouter.make(layer) }
}

const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("should have rejected")
}

const closedError = async (promise: Promise<unknown>) => {
  const error = await rejection(promise)
  assert.isTrue(RouterError.isRouterError(error))
  assert.strictEqual((error as RouterError.RouterError).code, "service_unavailable")
  assert.strictEqual((error as RouterError.RouterError).status, 503)
  // It never opens again.
  assert.isUndefined((error as RouterError.RouterError).retry_after_ms)
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 0))

describe("TurnoutRouter", () => {
  it("builds nothing before the first use, and once", async () => {
    const { router, state } = waiting()
    assert.strictEqual(state.built, 0)
    await Promise.all([router.ready(), router.ready()])
    assert.strictEqual(state.built, 1)
    await router.close()
    assert.isFalse(state.stood)
  })

  it("an abort rejects with its reason, while building and after", async () => {
    const { router, state } = waiting()
    const reason = new Error("changed my mind")
    for (const stream of [false, true] as const) {
      for (const built of [false, true]) {
        const abort = new AbortController()
        if (built) await router.ready()
        const call = router.chat.completions.create({ ...ask, stream }, { signal: abort.signal })
        if (built) await tick()
        abort.abort(reason)
        if (!stream) assert.strictEqual(await rejection(call), reason)
        else
          await call.then(
            (begun) => (begun as { controller: AbortController }).controller.abort(),
            () => {}
          )
        await tick()
        assert.strictEqual(state.open, 0)
      }
    }
    await router.close()
  })

  it("closing ends the calls in flight with a typed error, then releases what they used", async () => {
    const { router, state } = waiting()
    const unary = router.chat.completions.create(ask)
    const stream = await router.chat.completions.create({ ...ask, stream: true })
    const next = stream[Symbol.asyncIterator]().next()
    const answer = router.fetch("/v1/chat/completions", { method: "POST", body: JSON.stringify(ask) })
    await tick()
    assert.strictEqual(state.open, 3)
    const closing = router.close()
    await Promise.all([closedError(unary), closedError(next), closing])
    assert.strictEqual((await answer).status, 503)
    assert.strictEqual(state.open, 0)
    assert.isFalse(state.stood)
  })

  it("after closing every door says so, and closing again is nothing", async () => {
    const { router, state } = waiting()
    {
      await using held = router
      await held.ready()
    }
    await closedError(router.chat.completions.create(ask))
    await closedError(router.chat.completions.create({ ...ask, stream: true }))
    await closedError(router.plan(ask))
    await closedError(router.ready())
    assert.strictEqual((await router.fetch("/chat/completions", { method: "POST", body: "{}" })).status, 503)
    await router.close()
    assert.strictEqual(state.built, 1)
  })

  it("closing a router that was never used builds nothing", async () => {
    const { router, state } = waiting()
    await router.close()
    await closedError(router.chat.completions.create(ask))
    assert.strictEqual(state.built, 0)
  })

  it("a router that cannot be built says why at every door, and throws at none", async () => {
    const router = TurnoutRouter.make(
      Layer.effect(Router, Effect.fail(new Error("OPENAI_API_KEY is missing")))
    )
    for (const call of [router.ready(), router.chat.completions.create(ask), router.plan(ask)]) {
      const error = await rejection(call)
      assert.isTrue(RouterError.isRouterError(error))
      assert.include((error as Error).message, "OPENAI_API_KEY is missing")
    }
    const response = await router.fetch("/chat/completions", { method: "POST", body: "{}" })
    assert.strictEqual(response.status, 500)
    assert.strictEqual(response.headers.get("x-should-retry"), "false")
    await router.close()
  })

  it("a bug is a typed error whose message and JSON do not repeat it", async () => {
    const { router } = waiting()
    const error = await rejection(router.plan(ask))
    assert.isTrue(RouterError.isRouterError(error))
    assert.instanceOf(error, Error)
    assert.notInclude(JSON.stringify(error) + String(error), "sk-secret")
    await router.close()
  })

  it("a request that throws when it is read is left to the router", async () => {
    const { router } = waiting()
    const abort = new AbortController()
    const hostile = new Proxy({} as typeof ask, {
      get: () => {
        throw new Error("boo")
      }
    })
    const call = router.chat.completions.create(hostile, { signal: abort.signal })
    abort.abort("enough")
    assert.strictEqual(await rejection(call), "enough")
    await router.close()
  })
})
