import * as Price from "@turnout/core/Price"
import type { Call } from "../attempt/Call.ts"
import type { Receipt } from "../Receipt.ts"

/** The expected costs of all that the call could have tried, as far as they are known. */
export const estimatesOf = (call: Call): Pick<Receipt, "estimates"> => {
  const answering = call.attempts.find(({ outcome }) => outcome === "answered")?.endpoint
  let chosen: number | undefined
  let dearest = 0
  for (let position = 0; ; position++) {
    const step = call.step(position)
    if (step === undefined) break
    const { endpoint, expected_cost } = step.candidate
    const nanos = expected_cost.expected
    if (nanos === undefined) continue
    dearest = Math.max(dearest, nanos)
    if (endpoint.id === answering) chosen = nanos
  }
  return chosen === undefined
    ? {}
    : { estimates: { answering_usd: Price.usd(chosen), dearest_usd: Price.usd(dearest) } }
}
