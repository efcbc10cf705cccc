import * as Usage from "../Usage.ts"
import type { Answer } from "./answer.ts"

/** What is believed of the vendor's counts, as far as the answer has come. */
export const settledUsage = (answer: Answer): Usage.Usage | undefined => {
  const { report } = answer
  if (report === undefined) return undefined
  return Usage.settled(report.usage, {
    sent: answer.sent,
    written: answer.written - answer.earlier,
    reasoned: answer.choices.some(({ reasoning }) => reasoning !== ""),
    more: (report.usage.web_search ?? 0) > 0 || report.modifiers !== undefined
  })
}
