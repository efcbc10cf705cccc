import type { Failure } from "@turnout/core/Failure"

/** Native fields that an endpoint refused although the caller had not set them. */
export interface Additions {
  readonly refusedBy: (endpoint: string) => ReadonlyArray<string>
  readonly remember: (endpoint: string, field: string) => void
}

/** Ids of endpoints may come from callers: the one that was learned of first is forgotten. */
const most = 1_000

const none: ReadonlyArray<string> = []

export const make = (): Additions => {
  const refused = new Map<string, ReadonlyArray<string>>()
  return {
    refusedBy: (endpoint) => refused.get(endpoint) ?? none,
    remember: (endpoint, field) => {
      const known = refused.get(endpoint) ?? none
      if (known.includes(field)) return
      refused.delete(endpoint)
      refused.set(endpoint, [...known, field])
      if (refused.size <= most) return
      for (const first of refused.keys()) return void refused.delete(first)
    }
  }
}

/** How a vendor's sentence names a field: by a word that no sentence has otherwise, or quoted, on a path, before a colon. */
const naming = (field: string): RegExp =>
  /[._]/.test(field)
    ? new RegExp(`\\b${field}\\b`, "i")
    : new RegExp(`(['"\`])${field}\\1|\\.${field}\\b|\\b${field}:`, "i")

/** The added field that a refusal of the request blames, by its parameter or in its words. */
export const blamed = (failure: Failure, added: ReadonlyArray<string> | undefined): string | undefined => {
  if (added === undefined || (failure._tag !== "InvalidRequest" && failure._tag !== "Unsupported")) {
    return undefined
  }
  const { code = "", message, param = "", provider_message = "" } = failure
  return added.find((field) => {
    const words = naming(field)
    return (
      new RegExp(`\\b${field}\\b`, "i").test(param) ||
      [provider_message, message, code].some((each) => words.test(each))
    )
  })
}
