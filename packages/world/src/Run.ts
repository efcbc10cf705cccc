import { Catalog } from "@turnout/core/Catalog"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as ProviderRegistry from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Draws from "./Draws.ts"
import * as Journal from "./Journal.ts"
import * as Level from "./Level.ts"
import type { Scenario } from "./Scenario.ts"
import * as SimulatedProvider from "./SimulatedProvider.ts"
import * as Traffic from "./Traffic.ts"
import * as Vendor from "./Vendor.ts"
import * as VirtualTime from "./VirtualTime.ts"

/** Date at the start of a run, a Tuesday at midnight UTC. */
export const defaultStart = "2026-09-15T00:00:00Z"

export interface Ran {
  readonly requests: Traffic.Requests
  readonly journal: Journal.Journal
}

/** Virtual milliseconds between two moments at which the process does something else. */
const slice = 20_000

/**
 * Sends the traffic of a scenario through a router under virtual time. The router is the real one: its clock, its
 * scheduler and its providers are given to it, nothing else is replaced.
 */
export const run = Effect.fnUntraced(function* (
  scenario: Scenario,
  options: RouterOptions,
  seed: number
): Effect.fn.Return<Ran, RouterError> {
  const { endpoints } = scenario.world
  const epoch = Date.parse(scenario.world.start ?? defaultStart)
  const startHour = (epoch / 3_600_000) % 24
  const draws = Draws.make(seed)
  const time = VirtualTime.make(epoch)
  const requests = Traffic.make(scenario.traffic, draws, startHour)
  const journal = Journal.make(requests.count)
  const incidents = scenario.world.incidents?.(draws) ?? []
  const level = Level.of(draws, endpoints, incidents, scenario.world.common ?? {}, startHour)
  const vendors = endpoints.map((endpoint, index) => Vendor.make(endpoint, index, draws, level))
  const around = { time, epoch, requests, journal }
  const ids = [...new Set(endpoints.map(({ provider }) => provider))]
  const providers = ids.map((id) =>
    ProviderRegistry.register(Effect.sync(() => SimulatedProvider.make(id, endpoints, vendors, around)))
  )
  const layer = Router.layer({ seed, ...options }).pipe(
    Layer.provide(Layer.mergeAll(Layer.empty, ...providers)),
    Layer.provide(ProviderRegistry.ProviderRegistry.layer),
    Layer.provide(Catalog.layerEmpty)
  )
  const scope = Scope.makeUnsafe()
  const inside = <A, E>(effect: Effect.Effect<A, E>) => Effect.provideContext(effect, time.context)
  const router = Context.get(yield* inside(Layer.buildWithScope(layer, scope)), Router)
  yield* inside(router.ready)
  const fork = Effect.runForkWith(time.context)
  const model = scenario.model ?? endpoints[0]!.model
  const { deadline_ms = 60_000 } = scenario.traffic
  const call = (row: number): void => {
    const request: ChatRequest = {
      model,
      messages: [{ role: "user", content: SimulatedProvider.promptOf(row, requests.prompt[row]!) }],
      stream: scenario.stream ?? true,
      gateway: { routing: { deadline_ms, session: `s${requests.session[row]!}` } }
    }
    fork(
      Effect.onExit(scenario.stream === false ? whole(request, row) : streamed(request, row), (exit) =>
        Effect.sync(() => {
          journal.whole[row] = time.now() - requests.at[row]!
          if (Exit.isSuccess(exit)) journal.answered[row] = 1
          else failed(journal, exit.cause)
        })
      )
    )
  }
  const whole = (request: ChatRequest, row: number) =>
    Effect.map(router.chat(request), () => {
      journal.first[row] = time.now() - requests.at[row]!
    })
  const streamed = (request: ChatRequest, row: number) =>
    Effect.scoped(
      Effect.flatMap(router.start(request), ({ read }) => {
        journal.first[row] = time.now() - requests.at[row]!
        const rest: Effect.Effect<void, RouterError> = Effect.flatMap(read, (chunks) =>
          chunks === undefined ? Effect.void : rest
        )
        return rest
      })
    )
  const next = (row: number): void => {
    if (row < requests.count) {
      time.at(requests.at[row]!, () => {
        call(row)
        next(row + 1)
      })
    }
  }
  next(0)
  const end = scenario.traffic.hours * 3_600_000 + deadline_ms + 60_000
  for (let until = slice; until < end + slice && time.advance(until); until += slice) yield* Effect.yieldNow
  yield* inside(Scope.close(scope, Exit.void))
  return { requests, journal }
})

/** By the error's type, and its code where it has one; what is no error of the router's is a defect. */
const failed = ({ errors }: Journal.Journal, cause: Cause.Cause<RouterError>): void => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  const name = error === undefined ? "defect" : `${error.type}: ${error.code}`
  errors.set(name, (errors.get(name) ?? 0) + 1)
}
