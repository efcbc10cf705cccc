import type { ChatRequest } from "@turnout/core/ChatRequest"

/** A request, or several of which the next is tried when the one before it failed. */
export type RequestOrArray = ChatRequest | ReadonlyArray<ChatRequest>

/** The requests of an array, whatever they are; undefined where it is one request, or nothing of the kind. */
export const listOf = (input: RequestOrArray): ReadonlyArray<ChatRequest> | undefined => {
  try {
    return Array.isArray(input) ? (input as ReadonlyArray<ChatRequest>) : undefined
  } catch {
    // A revoked proxy: for the reader of requests to refuse.
    return undefined
  }
}
