import type { UsageReport } from "../Event.ts"
import * as Usage from "../Usage.ts"
import type { Answer, Choice } from "./answer.ts"

/** What is believed of the vendor's counts, as far as the answer has come: settled once for a report and a text. */
export const settledUsage = (answer: Answer): Usage.Usage | undefined => {
  const { report, written } = answer
  if (report === undefined) return undefined
  if (answer.settledReport !== report || answer.settledWritten !== written) {
    answer.settledReport = report
    answer.settledWritten = written
    answer.settled = settle(answer, report)
  }
  return answer.settled
}

const settle = (answer: Answer, report: UsageReport): Usage.Usage | undefined =>
  Usage.settled(report.usage, {
    sent: answer.sent,
    written: answer.written - answer.earlier,
    reasoned: answer.choices.some(isReasoned),
    more: (report.usage.web_search ?? 0) > 0 || report.modifiers !== undefined
  })

const isReasoned = ({ reasoning }: Choice): boolean => reasoning !== ""
