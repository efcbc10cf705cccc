import type { Receipt } from "@turnout/router/Receipt"

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const outcomes: ReadonlyArray<unknown> = ["answered", "failed", "interrupted"] satisfies ReadonlyArray<
  Receipt["outcome"]
>

/** A receipt that a store kept; undefined where it is none. What reports read of it is looked at. */
export const receiptOf = (text: string): Receipt | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value)) return undefined
  const { attempts, metadata, outcome, principal, started_at } = value
  const isOne =
    outcomes.includes(outcome) &&
    typeof started_at === "number" &&
    Number.isFinite(started_at) &&
    isRecord(principal) &&
    isRecord(metadata) &&
    Array.isArray(attempts) &&
    attempts.every(isRecord)
  return isOne ? (value as unknown as Receipt) : undefined
}
