import type { Outcome } from "@turnout/core/Signals"
import type { Cooldown } from "@turnout/router/Cooldowns"

/** What one process tells the others. Times are the store's. */
export type News =
  | { readonly type: "outcome"; readonly outcome: Outcome }
  | {
      readonly type: "cooldown"
      readonly name: string
      /** Of a key: its provider. */
      readonly providers: ReadonlyArray<string>
      readonly cooldown: Cooldown
    }

const version = 1

export const write = (process: string, news: News): string =>
  JSON.stringify({ v: version, p: process, ...news })

const times = ["limited_until", "asked_until", "rate_limited_until", "failing_until"] as const
const counts = ["limits", "failures", "relapses"] as const

/** The same in another clock; what is not set stays so. */
export const shifted = (cooldown: Cooldown, by: number): Cooldown => {
  const shifted = { ...cooldown }
  for (const name of times) if (shifted[name] > 0) shifted[name] += by
  return shifted
}

/** What another process told; undefined where it is this one's own, or nothing that this version knows. */
export const read = (process: string, text: string): News | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value) || value["v"] !== version || value["p"] === process) return undefined
  switch (value["type"]) {
    case "outcome":
      return isOutcome(value["outcome"]) ? { type: "outcome", outcome: value["outcome"] } : undefined
    case "cooldown": {
      const { cooldown, name, providers } = value
      return typeof name === "string" && isCooldown(cooldown) && isTexts(providers)
        ? { type: "cooldown", name, providers, cooldown }
        : undefined
    }
  }
  return undefined
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isTexts = (value: unknown): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.every((each) => typeof each === "string")

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value)

const isCooldown = (value: unknown): value is Cooldown =>
  isRecord(value) && [...times, ...counts].every((name) => isNumber(value[name]))

/** Fields of an outcome that must be numbers where they are there. */
const numbers = ["ttft_ms", "tps", "prompt_tokens", "output_tokens", "retry_after_ms", "waited_ms"]
const texts = ["model", "session", "class", "scope"]
const flags = ["stream", "committed"]

const isOutcome = (value: unknown): value is Outcome => {
  if (!isRecord(value) || typeof value["endpoint"] !== "string" || !isNumber(value["at"])) return false
  const isAll = (names: ReadonlyArray<string>, holds: (value: unknown) => boolean): boolean =>
    names.every((name) => value[name] === undefined || holds(value[name]))
  if (!isAll(numbers, isNumber) || !isAll(texts, (each) => typeof each === "string")) return false
  if (!isAll(flags, (each) => typeof each === "boolean")) return false
  if (value["rate_limit"] !== undefined && !isRecord(value["rate_limit"])) return false
  return (
    (value["type"] === "answered" && typeof value["stream"] === "boolean") ||
    (value["type"] === "failed" && typeof value["class"] === "string")
  )
}
