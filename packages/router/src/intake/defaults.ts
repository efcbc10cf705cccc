import type { Routing } from "@turnout/core/Gateway"
import * as Normalize from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Result from "effect/Result"
import type { RouterOptions } from "../RouterOptions.ts"

/** The host's default routing, validated like a request's, so that mistakes fail at startup. */
export const defaultsOf = ({ routing = {} }: RouterOptions): Result.Result<Routing, RouterError> =>
  Result.map(
    Normalize.normalize({
      model: "any",
      messages: [{ role: "user", content: "" }],
      gateway: { routing }
    }),
    (normalized) => normalized.routing
  )

/** How requests are read, where they say nothing else themselves. */
export const normalizeOptionsOf = (options: RouterOptions) =>
  ({
    unknown: options.unknown ?? "pass",
    params: options.params ?? "warn",
    include: options.include ?? []
  }) satisfies Normalize.Options
