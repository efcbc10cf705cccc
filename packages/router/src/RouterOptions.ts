import type { RoutingInput } from "@turnout/core/ChatRequest"
import * as Normalize from "@turnout/core/Normalize"
import * as Options from "@turnout/core/Options"
import type { KeyUse } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import * as Result from "effect/Result"
import type { CacheOptions } from "./CacheStore.ts"
import type { Constraint } from "./Constraint.ts"
import type { CooldownPolicy } from "./memory/Cooldown.ts"
import type { Hook } from "./Credentials.ts"
import * as Health from "./Health.ts"
import * as Hedge from "./Hedge.ts"
import type { After, Before } from "./Hooks.ts"
import type { Observation, Observe } from "./Receipt.ts"
import type { Scorers } from "./Scorer.ts"
import type { OwnSignals } from "./Signals.ts"
import * as Shadow from "./Shadow.ts"
import * as Strategies from "./Strategies.ts"
import type { Strategy } from "./Strategy.ts"
import type { Validate } from "./Validate.ts"
import * as Verdict from "./Verdict.ts"

/** Defaults and extensions of a router. Values in a request take precedence. */
export interface RouterOptions {
  /** Name of the default strategy. Default: `balanced`. */
  readonly optimize?: string
  /** The host's own strategies, by the name used in `optimize`. */
  readonly strategies?: { readonly [name: string]: Strategy }
  /** The host's own constraints, checked after the built-in ones and before cooling. */
  readonly constraints?: ReadonlyArray<Constraint>
  /** Quality scorers by the name used in `router_<name>`; `default` is used where none is named. */
  readonly scorers?: Scorers
  /** The host's own measurements of endpoints; strategies read them as `signals.own`. */
  readonly signals?: OwnSignals
  /** Estimates the prompt tokens of a request. Default: an estimate by bytes. */
  readonly estimate?: (request: Request) => number
  /**
   * Exploration rate: the share of calls, 0 to 1, that may go to endpoints with few samples; five times that for those
   * that were never asked or may have recovered. Default: 0.02.
   */
  readonly explore?: number
  /** Maximum number of items in a model expression's chain. Default: 5. */
  readonly max_chain_items?: number
  /** Maximum number of requests in an array. Default: 5. */
  readonly max_queries?: number
  /** Default `gateway.routing`, in the same format as in a request. */
  readonly routing?: RoutingInput
  /** `error`: treat every request as if it had `drop_params: false`. Default: `warn`. */
  readonly params?: "warn" | "error"
  /** Handling of unknown top-level fields. Default: `pass`. */
  readonly unknown?: "pass" | "reject"
  /** Added to `gateway.include` of every request. Default: none. */
  readonly include?: ReadonlyArray<"attempts" | "decision">
  /** Overrides of rows in the failure table. */
  readonly verdicts?: Verdict.Overrides
  /**
   * Hook that supplies the caller's own keys for each call. They are tried before the host's and do not change the
   * order of endpoints.
   */
  readonly credentials?: Hook
  /**
   * How several keys of one owner are used at a provider: `shared`, each conversation with a key of its own, or
   * `in_order`, the next only when the one before fails. Default: shared.
   */
  readonly keys?: KeyUse
  /**
   * What to do when every viable endpoint is cooling down. `least_bad` (default): use those for whose cooldown no
   * vendor asked, so that the call is their probe; else the error is 429 where all are limited by their vendors, and
   * 503. `{ wait_ms }`: wait so long at most for a cooldown to end, first. `fail`: neither.
   */
  readonly cooling?: CooldownPolicy
  readonly health?: Health.HealthOptions
  /** Keeps answers, and gives them again to the same question. Default: none is kept. */
  readonly cache?: CacheOptions
  /**
   * Milliseconds that a streamed answer waits for its first read; then its call ends, with a receipt. A reader that is
   * slow is never cut by it. Default: 60,000.
   */
  readonly unread_timeout_ms?: number
  /** Limits on hedging. */
  readonly hedge?: Hedge.HedgeOptions
  /** Copies a share of the calls to another endpoint, to measure it; the answers are discarded. Default: none. */
  readonly shadow?: Shadow.ShadowOptions
  /** Sees each request before anything is sent, and may change or refuse it. */
  readonly before?: Before
  /** Sees each whole answer before its caller does, and may change or refuse it. */
  readonly after?: After
  /**
   * Called with the receipt of every call: endpoint, cost and outcome. A plain function gets receipts without bodies. Several
   * observers: `Observers.all(one, another)` of `@turnout/router/Observers`.
   */
  readonly observe?: Observe | Observation
  /**
   * Compiles JSON Schemas to validators. With it, an answer that violates the requested format fails its attempt
   * (`MalformedResponse`, rule `structured_output`), or ends its stream with that error.
   */
  readonly validate?: Validate
  /** Base of the seeds of requests that give none: the same base and sequence of calls make the same choices. */
  readonly seed?: number
}

/** By what a request may say there. */
const routing: Options.Check<RoutingInput> = {
  run: (value, path, report) => {
    const read = Normalize.normalize({
      model: "any",
      messages: [{ role: "user", content: "" }],
      gateway: { routing: value }
    })
    if (Result.isSuccess(read)) return
    for (const { code, message, param } of read.failure.violations) {
      report.add(param.replace("gateway.routing", path), code, message.replaceAll("gateway.routing", path))
    }
  }
}

const least1 = Options.number(1)

const cache = Options.object<CacheOptions>({
  store: Options.object<NonNullable<CacheOptions["store"]>>(
    { get: Options.callable(), put: Options.callable(), remove: Options.callable() },
    ["get", "put"]
  ),
  bytes: least1,
  mode: Options.oneOf("on", "off"),
  ttl_s: least1,
  idempotency_ttl_s: least1,
  scope: Options.oneOf("principal", "workspace", "router"),
  sampled: Options.boolean,
  tools: Options.boolean,
  single_flight: Options.boolean
})

const shape: Options.Shape<RouterOptions> = {
  optimize: Options.string,
  strategies: Options.record(Options.callable<Strategy>()),
  constraints: Options.list(
    Options.object<Constraint>(
      { reason: Options.string, compile: Options.callable(), holds: Options.callable() },
      ["reason", "compile"]
    )
  ),
  scorers: Options.record(Options.callable<Scorers[string]>()),
  signals: Options.record(Options.callable<OwnSignals[string]>()),
  estimate: Options.callable(),
  explore: Options.number(0, 1),
  max_chain_items: Options.number(1, Infinity, "whole"),
  max_queries: Options.number(1, Infinity, "whole"),
  routing,
  params: Options.oneOf("warn", "error"),
  unknown: Options.oneOf("pass", "reject"),
  include: Options.list(Options.oneOf("attempts", "decision")),
  verdicts: Verdict.check,
  credentials: Options.callable(),
  keys: Options.oneOf("shared", "in_order"),
  cooling: Options.either(
    (value) => typeof value === "object" && value !== null,
    Options.object<Exclude<CooldownPolicy, string>>({ wait_ms: Options.number(0) }, ["wait_ms"]),
    Options.oneOf<CooldownPolicy & string>("fail", "least_bad")
  ),
  health: Health.check,
  cache,
  unread_timeout_ms: Options.number(1),
  hedge: Hedge.check,
  shadow: Shadow.check,
  before: Options.callable(),
  after: Options.callable(),
  observe: Options.either(
    Options.isFunction,
    Options.callable<Observe>(),
    Options.object<Observation>(
      {
        receipt: Options.callable(),
        bodies: Options.boolean,
        decisions: Options.boolean,
        estimates: Options.boolean,
        opened: Options.callable()
      },
      ["receipt"]
    )
  ),
  validate: Options.callable(),
  seed: Options.where("a number", Number.isFinite)
}

/** The options of a router, and those that a door of more options has beside them. */
export const checkWith = <T extends RouterOptions>(
  more: Options.Shape<Omit<T, keyof RouterOptions>>,
  required: ReadonlyArray<keyof T & string> = []
): Options.Check<T> =>
  Options.also(
    Options.object<T>({ ...shape, ...more } as unknown as Options.Shape<T>, required),
    (options, path, report) => {
      const own = (Options.isRecord(options["strategies"]) ? options["strategies"] : {}) as {
        readonly [name: string]: Strategy
      }
      const isStrategy = Options.oneOf(...Object.keys(Strategies.named), ...Object.keys(own))
      const { optimize, routing } = options
      const named = [
        ["optimize", optimize],
        ["routing.optimize", Options.isRecord(routing) ? routing["optimize"] : undefined]
      ] as const
      for (const [param, name] of named) {
        if (typeof name !== "string" || name === "" || Strategies.current(name, own) !== undefined) continue
        isStrategy.run(name, Options.join(path, param), report)
      }
    }
  )

export const check: Options.Check<RouterOptions> = checkWith<RouterOptions>({})
