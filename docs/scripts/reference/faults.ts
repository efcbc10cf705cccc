import type { FailureClass } from "@turnout/core/Failure"
import type { RouterError } from "@turnout/core/RouterError"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import { Router } from "@turnout/router/Router"
import * as Verdict from "@turnout/router/Verdict"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { meanings } from "./faults/meanings.ts"
import { type House, houses, layerOf, type Moment, moments, requestOf } from "./faults/scenes.ts"
import { banner, table } from "./markdown.ts"

type Attempts = ReadonlyArray<AttemptRecord> | undefined
type Ended = Result.Result<Attempts, RouterError>

/** One call, however long it takes. */
const run = (house: House, moment: Moment, failure: FailureClass, isBWell: boolean): Effect.Effect<Ended> =>
  Effect.gen(function* () {
    const router = yield* Router
    const request = requestOf(house)
    const call: Effect.Effect<Attempts, RouterError> =
      moment === "unary"
        ? Effect.map(router.chat(request), ({ routing_metadata }) => routing_metadata.attempts)
        : Effect.map(
            Stream.runCollect(router.chatStream(request)),
            (chunks) => chunks.at(-1)?.routing_metadata?.attempts
          )
    const fiber = yield* Effect.forkChild(Effect.result(call), { startImmediately: true })
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  }).pipe(
    Effect.provide(layerOf(house, moment, failure, isBWell)),
    Effect.provide(TestClock.layer()),
    Effect.scoped,
    Effect.orDie
  )

/** `a1`, `a2`: the first and the second key of `a`; a wait before it in seconds. */
const path = (attempts: Attempts): string =>
  (attempts ?? [])
    .filter(({ outcome }) => outcome !== "skipped")
    .map(({ credential, waited_ms }) =>
      waited_ms === undefined ? credential : `(${(waited_ms / 1000).toFixed(1)} s) ${credential}`
    )
    .join(" ")

const cell = (failing: Ended, rescued: Ended): string => {
  if (Result.isSuccess(failing)) return `${path(failing.success)} answers`
  const { attempts, code, partial, status } = failing.failure
  const told = `${path(attempts)} → ${status} \`${code}\`${partial === undefined ? "" : ", with what was said"}`
  return Result.isSuccess(rescued) ? `${told}<br>if b is well: ${path(rescued.success)}` : told
}

const words: { readonly [same in Verdict.SameEndpoint]: string } = {
  no: "no",
  key: "with its next key",
  once: "once, at once",
  once_after_backoff: "once, after a pause",
  last: "once, if nothing else is left and the wait fits"
}

const onward: { readonly [answer in Verdict.Onward]: string } = {
  yes: "yes",
  no: "no",
  larger_window: "one that holds more"
}

const overview = (): string =>
  table(
    ["failure", "when", "the same endpoint again?", "another endpoint?", "another model?"],
    Object.entries(Verdict.table).map(([name, { endpoint, model, same }]) => [
      `[\`${name}\`](#${name.toLowerCase()})`,
      meanings[name as FailureClass],
      words[same],
      onward[endpoint],
      onward[model]
    ])
  )

const section = async (failure: FailureClass): Promise<string> => {
  const rows: Array<ReadonlyArray<string>> = []
  for (const house of houses) {
    const cells: Array<string> = []
    for (const moment of moments) {
      const failing = await Effect.runPromise(run(house, moment, failure, false))
      cells.push(
        cell(
          failing,
          house === houses[0] ? failing : await Effect.runPromise(run(house, moment, failure, true))
        )
      )
    }
    rows.push([house, ...cells])
  }
  return `## ${failure}\n\n${table(["", ...moments], rows)}`
}

/** What every failure leads to, by running it: the page is what the router does. */
export const faults = async (): Promise<string> => {
  const sections: Array<string> = []
  for (const name of Object.keys(Verdict.table)) sections.push(await section(name as FailureClass))
  return `${banner}

# What a failure leads to

Every failure of an attempt is one of fifteen classes. What follows is three answers that do not depend on each other; a host
changes any of them with \`verdicts\`. Attempts are counted over everything, and every wait fits inside the deadline.

${overview()}

Below, every class is what each attempt meets: at an account \`a\`, and, where there is a second one, also at \`b\`, or only at \`a\`. \`a1\` and
\`a2\` are requests with the first and the second key of \`a\`, in the order in which they are sent; a pause before one is drawn, and stands in seconds.
Answers are not continued (\`on_interrupt: "fail"\`), and a rate limit asks for two seconds.

${sections.join("\n\n")}
`
}
