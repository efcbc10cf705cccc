import type { Candidate } from "@turnout/core/Candidate"
import * as Fit from "@turnout/core/Fit"
import type { Backup } from "@turnout/core/Decision"
import type { Entry } from "@turnout/core/Ledger"
import type { Credential, Prepared, Provider } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import * as Warning from "@turnout/core/Warning"
import type { PlanStep } from "../Plan.ts"

/** A candidate with its provider and keys. */
export interface Step {
  readonly candidate: Candidate
  readonly provider: Provider
  /** The keys that the call may use, in the order in which they are tried. */
  readonly credentials: ReadonlyArray<Credential>
  /** The strategy that ranked it, if items have different ones. */
  readonly strategy?: string
  /** The items of the caller's chain that list it: if one is abandoned, the others remain. */
  readonly items?: ReadonlyArray<number>
  /** The service tier to ask its vendor for, where that is not the endpoint's own. */
  readonly tier?: string
  /** Routing parameters that this endpoint does not support. */
  readonly unheard?: ReadonlyArray<Entry>
  /** What its strategy planned to start beside it where it is late. */
  readonly backup?: Backup
}

export interface Fitted {
  readonly prepared: Prepared
  readonly ledger: PlanStep["ledger"]
  readonly warnings: ReadonlyArray<Warning.Warning>
}

/** Fits the request to the endpoint and encodes it: at the attempt in `chat`, ahead of it in `plan`. */
export const prepare = (step: Step, request: Request, without: ReadonlyArray<string> = []): Fitted => {
  const { endpoint } = step.candidate
  const made = Fit.fit(request, endpoint, step.provider)
  const fitted = step.tier === undefined ? made : { ...made, tier: step.tier }
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
    ...(endpoint.region === undefined ? {} : { region: endpoint.region }),
    body: prepared.body,
    ledger,
    warnings
  }
}
