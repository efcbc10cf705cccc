import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Variables, variablesOf } from "./env.ts"

/** A provider whose configuration is missing is logged and left out; any other mistake is an error. */
export const leftOut =
  ({ catalog, env }: { readonly catalog?: unknown; readonly env: object }, provider: string) =>
  (error: RouterError): Layer.Layer<never, RouterError, ProviderRegistry> => {
    const isMissing = error.violations.every(({ code }) => code === "missing_required_parameter")
    if (!isMissing) return Layer.effectDiscard(Effect.fail(error))
    const variables = error.violations.flatMap(({ param }) =>
      variablesOf((env as { readonly [option: string]: Variables })[param] ?? param)
    )
    const rows = typeof catalog === "string" ? { catalog } : {}
    return Layer.effectDiscard(
      Effect.gen(function* () {
        yield* (yield* ProviderRegistry).leaveOut({ provider, ...rows, variables })
        yield* Effect.logWarning(`${error.message} The router is built without it.`)
      })
    )
  }
