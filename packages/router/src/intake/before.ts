import type { Normalized } from "@turnout/core/Normalize"
import * as Options from "@turnout/core/Options"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import type { Warning } from "@turnout/core/Warning"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { refuse, run } from "../attempt/hook.ts"
import { type Before, hookTimeout } from "../Hooks.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"
import type { Principal } from "../Principal.ts"

/** A request as the host's hook leaves it. Absent: the host has none. */
export type Hooked = (
  normalized: Normalized,
  principal: Principal,
  clock: Clock.Clock,
  deadline: number
) => Effect.Effect<Normalized, RouterError>

export const make =
  (before: Before): Hooked =>
  (normalized, principal, clock, deadline) => {
    const { model, models, request } = normalized
    const context = {
      principal,
      refuse,
      ...(model === undefined ? {} : { model }),
      ...(models === undefined ? {} : { models })
    }
    // What the caller wrote is not the hook's to change: it is not sent if anything else is.
    const { source, ...shown } = request
    const until = Math.min(deadline, SteadyClock.now(clock) + hookTimeout)
    return Effect.map(
      run("before", clock, until, () => before(shown, context), isRequest),
      (given) => {
        const changed = given === undefined ? [] : differing(shown, given)
        if (given === undefined || changed.length === 0) return normalized
        return {
          ...normalized,
          request: {
            ...given,
            stream: request.stream,
            ...(source && { source: { ...source, format: unspoken } })
          },
          warnings: [...normalized.warnings, ...changed.map(warning)]
        }
      }
    )
  }

/** No endpoint speaks it: the request goes out as it was changed, and not as it was written. */
const unspoken = "changed by the host"

const isRequest = (given: unknown): given is Request =>
  Options.isRecord(given) && Array.isArray(given["messages"]) && given["messages"].every(Options.isRecord)

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

/** `stream` is the door's to say. */
const differing = (one: Request, other: Request): ReadonlyArray<string> => {
  const [before, after] = [one, other] as ReadonlyArray<object> as ReadonlyArray<{
    readonly [field: string]: unknown
  }>
  const fields = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...fields].filter((field) => field !== "stream" && !isSame(before![field], after![field]))
}

const warning = (field: string): Warning => ({
  type: "changed_request",
  code: field,
  message: `The host changed '${field}' of the request before it was routed.`,
  param: field
})
