import type { Credential } from "@turnout/core/Provider"
import * as Redacted from "effect/Redacted"

const names = new WeakMap<Credential, { readonly provider: string; readonly name: string }>()

/**
 * An in-memory name for a provider's key. Callers' keys arrive anew with each request and are named by a digest,
 * which is never shown.
 */
export const nameOf = (provider: string, credential: Credential): string => {
  const known = names.get(credential)
  if (known?.provider === provider) return known.name
  const own = credential.owner === "byok" ? digest(Redacted.value(credential.key)) : credential.id
  const name = `${provider} ${credential.owner} ${own}`
  names.set(credential, { provider, name })
  return name
}

const digest = (text: string): string => {
  let a = 0x6a09_e667
  let b = 0xbb67_ae85 | 0
  for (let index = 0; index < text.length; index++) {
    a = Math.imul(a ^ text.charCodeAt(index), 0x9e37_79b1)
    a ^= a >>> 15
    b = Math.imul(b + text.charCodeAt(index) + (a | 0), 0x85eb_ca77)
    b ^= b >>> 13
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`
}
