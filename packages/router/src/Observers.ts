/** Several observers at one router. */
import type * as Context from "effect/Context"
import { ObserverFailure } from "./answer/observer-failure.ts"
import type { Observation, Observe, Receipt } from "./Receipt.ts"

/** What each observer returned when the call began, and the first failure of one of them. */
interface Opened {
  readonly each: ReadonlyArray<unknown>
  readonly failure: Failure | undefined
}

interface Failure {
  readonly observer: number
  readonly cause: unknown
}

/**
 * One observation that tells each of these of every call, in order; undefined ones are left out. Each receives what it asks for
 * and no more: bodies, estimates and decisions that only another asks for are not in its receipts. What one throws or
 * rejects with reaches neither the others nor the call, and is logged the first time, of each.
 */
export const all = (...given: ReadonlyArray<Observe | Observation | undefined>): Observation => {
  const observers = given.flatMap((each): ReadonlyArray<Observation> =>
    each === undefined ? [] : [typeof each === "function" ? { receipt: each } : each]
  )
  const asks = (name: "bodies" | "decisions" | "estimates") => observers.some((each) => each[name] === true)
  const told = new Set<number>()

  /** One failure for each receipt, of an observer that never failed before: the others' are still to be told. */
  const report = (failure: Failure | undefined): void => {
    if (failure === undefined || told.has(failure.observer)) return
    told.add(failure.observer)
    throw new ObserverFailure(failure.cause)
  }

  const open = (context: Context.Context<never>): Opened => {
    let failure: Failure | undefined
    const each = observers.map(({ opened }, observer) => {
      try {
        return opened?.(context)
      } catch (cause) {
        if (!told.has(observer)) failure ??= { observer, cause }
        return undefined
      }
    })
    return { each, failure }
  }

  const receipt = (receipt: Receipt, opened?: unknown): unknown => {
    const { each, failure } = (opened ?? nothing) as Opened
    let first = failure
    const pending: Array<Promise<unknown>> = []
    for (const [observer, observation] of observers.entries()) {
      try {
        const result: unknown = observation.receipt(narrowed(receipt, observation), each[observer])
        if (typeof result === "object" && result !== null && "then" in result) {
          pending.push(
            Promise.resolve(result).catch((cause: unknown) => {
              // One is told of with each receipt.
              if (first === undefined && !told.has(observer)) report((first = { observer, cause }))
            })
          )
        }
      } catch (cause) {
        if (!told.has(observer)) first ??= { observer, cause }
      }
    }
    report(first)
    return pending.length === 0 ? undefined : Promise.all(pending)
  }

  return {
    receipt,
    bodies: asks("bodies"),
    decisions: asks("decisions"),
    estimates: asks("estimates"),
    ...(observers.some(({ opened }) => opened !== undefined) ? { opened: open } : {})
  }
}

const nothing: Opened = { each: [], failure: undefined }

/** What an observer did not ask for is not for it. */
const narrowed = (
  receipt: Receipt,
  { bodies = false, decisions = false, estimates = false }: Observation
): Receipt => {
  const { decision, embeddings, estimates: estimated, request, response, ...rest } = receipt
  return {
    ...rest,
    ...(decisions && decision !== undefined ? { decision } : {}),
    ...(estimates && estimated !== undefined ? { estimates: estimated } : {}),
    ...(bodies && request !== undefined ? { request } : {}),
    ...(bodies && response !== undefined ? { response } : {}),
    ...(bodies && embeddings !== undefined ? { embeddings } : {})
  }
}
