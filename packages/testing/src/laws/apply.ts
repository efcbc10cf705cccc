import { names as params } from "@turnout/core/Param"
import type { Entry, Ledger } from "@turnout/core/Ledger"
import type { Request } from "@turnout/core/Request"
import { put, valueAt } from "./compare.ts"
import type { Path } from "./paths.ts"

const known: ReadonlySet<string> = new Set(params)

/** A dotted path as the request has it: fields that the contract does not know stand under `unknown`. */
const placeOf = (request: object, param: string): Path => {
  if (!known.has(param) && Object.hasOwn((request as Request).unknown ?? {}, param)) return ["unknown", param]
  return [...param.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? key! : Number(index)
  )
}

const changes: { readonly [action in Entry["action"]]?: "out" | "in" } = {
  dropped: "out",
  stripped: "out",
  clamped: "in",
  defaulted: "in"
}

/**
 * What a ledger of fit says was done, done to the request before it: drops taken out, clamps and defaults put
 * in. Entries that keep the value change nothing.
 */
export const apply = (request: Request, ledger: Ledger): Request => {
  const { extensions: _, ...rest } = request
  let result: unknown = rest
  const gone: Array<Path> = []
  for (const entry of ledger) {
    const change = changes[entry.action]
    if (change === undefined) continue
    const path = placeOf(result as object, entry.param)
    if (change === "in") result = put(result, path, entry.to)
    else if (typeof path.at(-1) === "number") gone.unshift(path)
    else if (valueAt(result, path) !== undefined) result = put(result, path, undefined)
  }
  // Entries of a list last, and backwards: taking one out moves those behind it.
  for (const path of gone) result = put(result, path, undefined)
  const { unknown } = result as Request
  return (
    unknown !== undefined && Object.keys(unknown).length === 0 ? put(result, ["unknown"], undefined) : result
  ) as Request
}
