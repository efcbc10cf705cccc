import * as Result from "effect/Result"
import { read as copy } from "./normalize/read.ts"
import type { RouterError } from "./RouterError.ts"
import * as Refusal from "./Refusal.ts"
import * as Warning from "./Warning.ts"

/**
 * A caller's own enumerable data as a plain copy that can be written as JSON, whatever was given: what cannot be read,
 * holds itself, is no JSON or nests too deep is refused. Nulls stay, and so do names that nobody knows.
 */
export const read = (input: unknown): Result.Result<{ readonly [key: string]: unknown }, RouterError> => {
  const result = copy(input, Warning.gathering(), false)
  if ("unreadable" in result) return Result.fail(Refusal.make([result.unreadable]))
  const { list, more } = result.violations
  return list.length > 0 ? Result.fail(Refusal.make(list, more)) : Result.succeed(result.record)
}
