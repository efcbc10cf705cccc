import type { Endpoint } from "@turnout/core/Endpoint"
import type { Entry } from "@turnout/core/Ledger"
import type { Step } from "../../attempt/Step.ts"
import type { Item } from "../../resolve/Resolve.ts"

const regionless: Entry = { action: "dropped", param: "region", reason: "unsupported" }

/** What the endpoint does not hear of the wishes that are the router's to grant. */
export const unheardBy = (
  { facts, id, provider_model_id: to }: Endpoint,
  region: ReadonlyArray<string> | undefined,
  version: Item["version"]
): Pick<Step, "unheard"> => {
  const unheard: Array<Entry> = []
  if (region !== undefined && facts.regions === undefined) unheard.push(regionless)
  if (version !== undefined && !version.ids.has(id)) {
    unheard.push({ action: "clamped", param: "model", from: version.name, to, reason: "unsupported" })
  }
  return unheard.length === 0 ? {} : { unheard }
}
