import { isBounded, type Json, type JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import { isCredential } from "@turnout/core/CredentialNames"
import type { Quirks } from "./dialect.ts"
import { isObject } from "../internal/json.ts"

/** Whether a value holds a key that would carry a credential, at any depth; it is bounded by now. */
const holdsCredential = (value: Json): boolean => {
  const open: Array<Json> = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue
    const isList = Array.isArray(next)
    for (const [key, inner] of Object.entries(next)) {
      if (!isList && isCredential(key)) return true
      if (inner !== undefined) open.push(inner as Json)
    }
  }
  return false
}

/** The native spelling of `provider_fields` on a message or a call: what its own vendor takes back, and no more. */
export const toNative = (
  given: unknown,
  quirks: Pick<Quirks, "roundTrip">,
  path: string,
  ledger: Array<Entry>
): JsonObject => {
  if (!isObject(given)) return {}
  const native: { [field: string]: Json } = {}
  for (const [vendor, fields] of Object.entries(given)) {
    const here = `${path}.provider_fields.${vendor}`
    if (quirks.roundTrip?.vendors.includes(vendor) !== true || !isObject(fields)) {
      ledger.push({ action: "dropped", param: here, reason: "needless" })
      continue
    }
    for (const [field, value] of Object.entries(fields)) {
      const param = `${here}.${field}`
      const returns =
        quirks.roundTrip.fields.includes(field) &&
        isBounded(value) &&
        !isCredential(field) &&
        !holdsCredential(value)
      if (returns) {
        native[field] = value
        ledger.push({ action: "renamed", param, to: `${path}.${field}`, reason: "same_meaning" })
      } else ledger.push({ action: "dropped", param, reason: "needless" })
    }
  }
  return native
}
