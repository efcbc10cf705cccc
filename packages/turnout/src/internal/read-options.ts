import * as HostOptions from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import * as Options from "@turnout/router/CallOptions"
import type { Identity } from "@turnout/router/Principal"
import * as Result from "effect/Result"
import type { CallOptions } from "../Calls.ts"

const callOptions = HostOptions.object<CallOptions>({
  ...Options.identity,
  idempotency_key: Options.idempotencyKey,
  signal: HostOptions.nullable(HostOptions.where("an AbortSignal", Options.isSignal))
})

const readOptions = (given: CallOptions | undefined) => Options.readWith(callOptions, given)

/** What a call is made with. */
interface Read {
  readonly identity: Identity | undefined
  readonly signal: CallOptions["signal"]
}

/** A router that is nobody's own. */
export const nobody: Identity = {}

const nothing: Result.Result<Read, never> = Result.succeed({ identity: undefined, signal: undefined })

/** A principal that was not found is nobody that calls could be made for: it would be held by no budget and no limit. */
export const unknown = false as never

/** The options of a call; `bound` holds over them. */
export const readFor = (
  bound: Identity,
  given: CallOptions | undefined
): Result.Result<Read, RouterError> => {
  if (bound === nobody && given === undefined) return nothing
  const read = Result.flatMap(readOptions(given), (options) => readOptions({ ...options, ...bound }))
  return Result.map(read, ({ signal, ...identity }) => ({ identity, signal }))
}
