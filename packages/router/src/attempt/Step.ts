import type { Candidate } from "@turnout/core/Candidate"
import * as Fit from "@turnout/core/Fit"
import type { Entry } from "@turnout/core/Ledger"
import type { Credential, Prepared, Provider } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import * as Warning from "@turnout/core/Warning"
import type { PlanStep } from "../Plan.ts"

/** A candidate with the request that it would get. */
export interface Step {
  readonly candidate: Candidate
  readonly provider: Provider
  /** The keys that the call may use there, in the order to try. */
  readonly credentials: ReadonlyArray<Credential>
  /** What ranked it, where items differ. */
  readonly strategy?: string
  /** The items of the caller's chain that list it: where one is given up, the others still stand. */
  readonly items?: ReadonlyArray<number>
  /** Wishes that are the router's to grant, and that this endpoint does not know. */
  readonly unheard?: ReadonlyArray<Entry>
}

export interface Fitted {
  readonly prepared: Prepared
  readonly ledger: PlanStep["ledger"]
  readonly warnings: ReadonlyArray<Warning.Warning>
}

/**
 * Fits and says it in the vendor's words: at the attempt in `chat`, ahead of it in `plan`. `without`: native fields that
 * the endpoint refused when the provider added them.
 */
export const prepare = (step: Step, request: Request, without: ReadonlyArray<string> = []): Fitted => {
  const { endpoint } = step.candidate
  const fitted = Fit.fit(request, endpoint, step.provider)
  const prepared = step.provider.prepare(without.length === 0 ? fitted : { ...fitted, without }, endpoint)
  const { unheard = [] } = step
  const ledger =
    prepared.ledger.length === 0 && unheard.length === 0
      ? fitted.ledger
      : [...unheard, ...fitted.ledger, ...prepared.ledger]
  return { prepared, ledger, warnings: Warning.fromLedger(ledger) }
}

export const toPlan = (step: Step, request: Request, without?: ReadonlyArray<string>): PlanStep => {
  const { endpoint } = step.candidate
  const { prepared, ledger, warnings } = prepare(step, request, without)
  return {
    endpoint: endpoint.id,
    provider: endpoint.provider,
    provider_model_id: endpoint.provider_model_id,
    model: endpoint.model,
    body: prepared.body,
    ledger,
    warnings
  }
}
