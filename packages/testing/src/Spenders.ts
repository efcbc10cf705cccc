import { isRouterError } from "@turnout/core/RouterError"
import type { Figures } from "@turnout/state/Counters"
import type { Parts } from "@turnout/state/Store"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Fleet from "./Fleet.ts"
import * as ScriptedHttp from "./ScriptedHttp.ts"

/* Processes that spend one budget over a store: what a process does, and what a test knows of it. */

/** Nano-dollars of one call: 1,000 tokens at 500 USD a million. */
export const cost = 500_000_000

/** Nano-dollars of the budget. */
export const limit = 100_000_000_000

/** An account of one model, in the options of `openaiCompatible`. */
export const account = {
  id: "acme",
  apiKey: "none",
  models: { dear: { limits: { context: 1000, output: 1000 }, price: { input: 0, output: 500 } } }
} as const

export const budgets = {
  rules: [{ scope: "workspace", period: "monthly", limit_usd: limit / 1e9 }]
} as const

export const answer = ScriptedHttp.json({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "dear",
  choices: [{ index: 0, message: { role: "assistant", content: "yes" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 3, completion_tokens: 1000, total_tokens: 1003 }
})

/** What of a router a spender uses. */
interface Router {
  readonly ready: () => Promise<void>
  readonly close: () => Promise<void>
  readonly chat: {
    readonly completions: {
      readonly create: (
        request: {
          readonly model: string
          readonly max_completion_tokens: number
          readonly messages: ReadonlyArray<{ readonly role: "user"; readonly content: string }>
        },
        options: { readonly principal: { readonly workspace_id: string } }
      ) => Promise<unknown>
    }
  }
}

const request = {
  model: "dear@acme",
  max_completion_tokens: 1000,
  messages: [{ role: "user", content: "hi" }]
} as const

/**
 * A process: prints `ready`, begins when it is told to, makes so many calls at once, and prints how each ended. What is
 * refused since the store is away is asked again after the time that the refusal names.
 */
export const spend = async (router: Router, calls: number): Promise<void> => {
  await router.ready()
  console.log("ready")
  await new Promise((resolve) => process.stdin.once("data", resolve))
  process.stdin.pause()
  const ended: { [code: string]: number } = {}
  const call = async (): Promise<void> => {
    const error = await router.chat.completions.create(request, { principal: { workspace_id: "acme" } }).then(
      () => undefined,
      (error: unknown) => error
    )
    const code = error === undefined ? "answered" : isRouterError(error) ? error.code : String(error)
    if (isRouterError(error) && code === "service_unavailable") {
      await new Promise((resolve) => setTimeout(resolve, error.retry_after_ms))
      return call()
    }
    ended[code] = (ended[code] ?? 0) + 1
  }
  await Promise.all(Array.from({ length: calls }, call))
  await router.close()
  console.log(JSON.stringify(ended))
}

/** Lets all processes begin together. */
export const begin = async (members: ReadonlyArray<Fleet.Member>): Promise<void> => {
  for (const member of members) assert.strictEqual(await member.line(), "ready")
  for (const member of members) member.process.stdin?.end("go\n")
}

/** What the store has of their budget. */
export const figuresOf = <E>(open: Effect.Effect<Parts, E, Scope.Scope>): Promise<Figures> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const { counters, now } = yield* open
        const date = new Date(yield* now)
        const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
        const [figures] = yield* counters.read([
          { key: "workspace:monthly:acme", start: Date.UTC(year, month), end: Date.UTC(year, month + 1) }
        ])
        return figures!
      })
    )
  )
