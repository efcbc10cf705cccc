import type { Entry } from "@turnout/core/Ledger"
import type { ErrorCode, Violation } from "@turnout/core/RouterError"
import * as Refusal from "@turnout/core/Refusal"
import type { JsonObject } from "@turnout/core/Json"
import { Names } from "./names.ts"

export type Draft = { [key: string]: unknown }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What is found out of a request while it is translated. */
export class Translation {
  readonly names = new Names()
  readonly violations: Array<Violation> = []
  /** What endpoints lose that do not speak Responses. */
  readonly lost: Array<Entry> = []
  /** Why no other endpoint can answer; the first reason counts. */
  only: string | undefined = undefined

  refuse(param: string, code: ErrorCode, message: string): void {
    this.violations.push(Refusal.violation(param, code, message))
  }

  invalid(param: string, expected: string, value: unknown, shown = false): void {
    const got = Refusal.given(value, shown)
    this.refuse(param, "invalid_parameter_value", `Invalid '${param}': expected ${expected}, got ${got}.`)
  }

  missing(param: string): void {
    this.refuse(param, "missing_required_parameter", `Missing required parameter: '${param}'.`)
  }

  lose(param: string): void {
    this.lost.push({ action: "dropped", param, reason: "unsupported" })
  }

  needs(what: string): void {
    this.only ??= `${what} needs an endpoint that speaks Responses.`
  }
}
