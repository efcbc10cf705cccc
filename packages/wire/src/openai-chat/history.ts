import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { AssistantMessage, ReasoningDetail } from "@turnout/core/Message"
import type { Quirks } from "./dialect.ts"

const isOwn = (detail: ReasoningDetail, quirks: Quirks, endpoint: Endpoint): boolean =>
  detail.origin === undefined ||
  (detail.origin.model === endpoint.model &&
    (quirks.origins === undefined || quirks.origins.includes(detail.origin.provider)))

const readable = (detail: ReasoningDetail): string =>
  detail.type === "reasoning.text" ? detail.text : detail.type === "reasoning.summary" ? detail.summary : ""

const isSigned = (detail: ReasoningDetail): boolean =>
  detail.type === "reasoning.text" && detail.signature !== undefined

const withoutOrigin = (detail: ReasoningDetail): JsonObject => {
  const { origin: _, ...rest } = detail
  return rest as unknown as JsonObject
}

/** The field in which the reasoning of a turn came: sealed parts and those of a format in one only. */
const fieldOf = (
  own: ReadonlyArray<ReasoningDetail>
): Exclude<Quirks["reasoning"], "origin" | "none" | "content"> => {
  const came = own.find(({ origin }) => origin?.field !== undefined)?.origin?.field
  if (came === "reasoning" || came === "reasoning_details") return came
  const isPlain = own.every(
    (detail) =>
      detail.type !== "reasoning.encrypted" && !isSigned(detail) && (detail.format ?? "unknown") === "unknown"
  )
  return isPlain ? "reasoning_content" : "reasoning_details"
}

/** What of a detail a plain field cannot say: which one it was, and whose. */
const marks = ["id", "index", "format", "origin"] as const

const toText = (detail: ReasoningDetail, param: string, field: string, ledger: Array<Entry>): void => {
  const key = detail.type === "reasoning.summary" ? "summary" : "text"
  ledger.push({ action: "translated", param: `${param}.${key}`, to: field, reason: "same_meaning" })
  for (const mark of marks) {
    if (detail[mark] !== undefined) {
      ledger.push({ action: "dropped", param: `${param}.${mark}`, reason: "needless" })
    }
  }
}

/**
 * The reasoning fields of an assistant turn, as the endpoint takes them back: its own, in its own field. What
 * another origin made is stripped, and the words that describe it with it.
 */
export const toNative = (
  message: AssistantMessage,
  quirks: Quirks,
  endpoint: Endpoint,
  path: string,
  ledger: Array<Entry>
): { readonly [field: string]: Json } => {
  const details = message.reasoning_details ?? []
  const own: Array<ReasoningDetail> = []
  const words = message.reasoning_content
  const field =
    quirks.reasoning === "origin"
      ? fieldOf(details.filter((detail) => isOwn(detail, quirks, endpoint)))
      : quirks.reasoning
  details.forEach((detail, index) => {
    const param = `${path}.reasoning_details[${index}]`
    if (!isOwn(detail, quirks, endpoint)) {
      ledger.push({ action: "stripped", param, reason: "origin" })
      return
    }
    own.push(detail)
    if (field === "reasoning_details") {
      if (detail.origin !== undefined) {
        ledger.push({ action: "dropped", param: `${param}.origin`, reason: "needless" })
      }
    } else if (detail.type === "reasoning.encrypted" || (field === "none" && isSigned(detail))) {
      ledger.push({ action: "stripped", param, reason: "dialect" })
    } else {
      const told = field === "none" || words !== undefined
      if (told) ledger.push({ action: "dropped", param, reason: "needless" })
      else toText(detail, param, field, ledger)
      if (isSigned(detail)) {
        ledger.push({ action: "stripped", param: `${param}.signature`, reason: "dialect" })
      }
    }
  })
  const isForeign = details.length > 0 && own.length === 0
  const param = `${path}.reasoning_content`
  if (field === "none" || isForeign || (field === "reasoning_details" && own.length > 0)) {
    if (words !== undefined) {
      ledger.push({ action: "dropped", param, reason: "needless" })
    }
    return own.length > 0 && field === "reasoning_details"
      ? { reasoning_details: own.map(withoutOrigin) }
      : {}
  }
  const text = words ?? own.map(readable).join("")
  if (text === "") return {}
  if (field === "content") return { thinking: text }
  const name = field === "reasoning_details" ? "reasoning" : field
  if (words !== undefined && name !== "reasoning_content") {
    ledger.push({ action: "renamed", param, to: `${path}.${name}`, reason: "same_meaning" })
  }
  return { [name]: text }
}
