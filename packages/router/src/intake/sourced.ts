import type { Normalized } from "@turnout/core/Normalize"
import type { Source } from "@turnout/core/Source"
import * as Result from "effect/Result"

/** A chat request that was translated from another API's, with what its caller wrote. */
export const sourced = <E>(
  normalized: Result.Result<Normalized, E>,
  source: Source | undefined
): Result.Result<Normalized, E> =>
  source === undefined || Result.isFailure(normalized)
    ? normalized
    : Result.succeed({ ...normalized.success, request: { ...normalized.success.request, source } })
