import type { Receipt } from "@turnout/router/Receipt"
import * as Span from "./Span.ts"

/** One line of a structured log. */
export interface Line {
  readonly level: "info" | "warn" | "error"
  readonly message: string
  readonly attributes: Span.Attributes
}

/** A call as one line: `error` where it failed by a fault of ours or the vendors', `warn` by one of the caller's. */
export const ofReceipt = (receipt: Receipt, options: Span.Options = {}): Line => {
  const { attributes, name } = Span.ofReceipt(receipt, options)
  const { error, outcome } = receipt
  const level = error === undefined ? "info" : error.status >= 500 ? "error" : "warn"
  const message = `${name} ${outcome} in ${Math.round(receipt.duration_ms)} ms`
  return { level, message: error === undefined ? message : `${message}: ${error.code}`, attributes }
}
