import type { Outcome } from "@turnout/core/Signals"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import type { Receipt } from "../../Receipt.ts"

/**
 * What receipts of earlier calls tell of endpoints, in the order in which it happened: a new process gives them to
 * `SignalsOptions.outcomes`, and does not start without experience. Receipts of a later date than the clock of the
 * router are of use only as much as its clock follows. Attempts that were interrupted or skipped tell nothing. Pure.
 */
export const fromReceipts = (receipts: Iterable<Receipt>): ReadonlyArray<Outcome> => {
  const outcomes: Array<Outcome> = []
  for (const receipt of receipts) {
    for (const attempt of receipt.attempts) {
      const outcome = outcomeOf(attempt, receipt)
      if (outcome !== undefined) outcomes.push(outcome)
    }
  }
  return outcomes.sort((left, right) => left.at - right.at)
}

const outcomeOf = (attempt: AttemptRecord, receipt: Receipt): Outcome | undefined => {
  const { duration_ms, endpoint, outcome, reason, started_ms, ttft_ms } = attempt
  const at = receipt.started_at + started_ms + duration_ms
  const { stream } = receipt
  if (!Number.isFinite(at)) return undefined
  if (outcome === "answered") return answered(attempt, receipt, at)
  if (outcome !== "failed" || reason === undefined) return undefined
  const isWait = reason === "TimedOut" && ttft_ms === undefined
  return {
    type: "failed",
    endpoint,
    at,
    class: reason,
    stream,
    committed: true,
    ...(isWait ? { committed: false, waited_ms: duration_ms } : {})
  }
}

const answered = (
  { endpoint, model, ttft_ms }: AttemptRecord,
  { routing, stream, usage }: Receipt,
  at: number
): Outcome => {
  const tps = routing?.throughput_tps
  const { completion_tokens, prompt_tokens } = usage ?? {}
  return {
    type: "answered",
    endpoint,
    at,
    stream,
    committed: true,
    model,
    ...(ttft_ms === undefined ? {} : { ttft_ms }),
    ...(tps === undefined ? {} : { tps }),
    ...(completion_tokens === undefined ? {} : { output_tokens: completion_tokens }),
    ...(prompt_tokens === undefined ? {} : { prompt_tokens })
  }
}
