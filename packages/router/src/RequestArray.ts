import type { ChatRequest } from "@turnout/core/ChatRequest"

/** One request, or an array whose next request is tried if the one before it failed. */
export type RequestOrArray = ChatRequest | ReadonlyArray<ChatRequest>

/** The array's elements, not validated; undefined if the input is not an array. */
export const listOf = (input: RequestOrArray): ReadonlyArray<ChatRequest> | undefined => {
  try {
    return Array.isArray(input) ? (input as ReadonlyArray<ChatRequest>) : undefined
  } catch {
    // A revoked proxy: request validation refuses it.
    return undefined
  }
}
