import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Principal } from "@turnout/router/Principal"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber, Stream } from "effect"
import { fake, house } from "../house.ts"

export const asked = (more: object = {}): ChatRequest =>
  ({ model: "m", messages: [{ role: "user", content: "hello" }], temperature: 0, ...more }) as ChatRequest

/** Says each word in a read of its own, and a different first word each time. */
export const speaking = (id = "fake") => {
  let calls = 0
  return fake(id, () => {
    calls += 1
    return FakeProvider.paced(10, FakeProvider.text(`answer${calls} of several reads`))
  })
}

export const by = (user_id: string): { readonly principal: Principal } => ({ principal: { user_id } })

export type Options = Parameters<Router["Service"]["chat"]>[1]

export const whole = (request = asked(), options?: Options) =>
  Effect.flatMap(Router, (router) => router.chat(request, options))

export const streamed = (request = asked(), options?: Options) =>
  Effect.flatMap(Router, (router) => Stream.runCollect(router.chatStream(request, options)))

/** A call in the background, on the test's clock. */
export const begin = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.forkChild(effect, { startImmediately: true })

export const cached = (
  provider: FakeProvider.FakeProvider,
  cache: RouterOptions["cache"] = {},
  more: RouterOptions = {}
) => house([provider], { ...more, cache: cache! })

export const allOf = <A, E>(fibers: ReadonlyArray<Fiber.Fiber<A, E>>) => Effect.forEach(fibers, Fiber.join)
