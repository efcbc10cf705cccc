import * as Base64 from "effect/encoding/Base64"

/** The runtime's own where it has one: many times faster. */
export const toBase64 = (bytes: Uint8Array): string => {
  const own = bytes as Uint8Array & { readonly toBase64?: () => string }
  return own.toBase64?.() ?? Base64.encode(bytes)
}
