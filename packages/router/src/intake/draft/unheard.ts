import type { Endpoint } from "@turnout/core/Endpoint"
import type { Entry } from "@turnout/core/Ledger"
import { isIn } from "../../decide/constraints/facts.ts"
import type { Step } from "../../attempt/Step.ts"
import type { Item } from "../../resolve/Resolve.ts"

const regionless: Entry = { action: "dropped", param: "region", reason: "unsupported" }

/** Where no address names a region: of an endpoint that answers from several, the wish has chosen it and no more. */
const elsewhere = (offered: ReadonlyArray<string>, wanted: ReadonlyArray<string>): Entry | undefined =>
  offered.every((region) => isIn(wanted, region))
    ? undefined
    : {
        action: "clamped",
        param: "region",
        from: wanted.join("->"),
        to: offered.join(", "),
        reason: "unsupported"
      }

/** What the endpoint does not hear of the wishes that are the router's to grant. */
export const unheardBy = (
  { facts, id, provider_model_id: to, region: host }: Endpoint,
  region: ReadonlyArray<string> | undefined,
  version: Item["version"]
): Step["unheard"] => {
  if (region === undefined && version === undefined) return undefined
  const unheard: Array<Entry> = []
  if (region !== undefined && host === undefined) {
    const told = facts.regions === undefined ? regionless : elsewhere(facts.regions, region)
    if (told !== undefined) unheard.push(told)
  }
  if (version !== undefined && !version.ids.has(id)) {
    unheard.push({ action: "clamped", param: "model", from: version.name, to, reason: "unsupported" })
  }
  return unheard.length === 0 ? undefined : unheard
}
