import type { JSONObject, SharedV4ProviderOptions } from "@ai-sdk/provider"

/** The name under which the provider's options are given and its metadata is told. */
export const own = "turnout"

const isObject = (value: unknown): value is JSONObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What is said to this provider. */
export const optionsOf = (given: SharedV4ProviderOptions | undefined): JSONObject => {
  const options: unknown = given !== undefined && Object.hasOwn(given, own) ? given[own] : undefined
  return isObject(options) ? options : {}
}

/** Where a cached prefix ends: as this provider's `cache_control`, or as users of Anthropic's provider write it. */
export const cacheControl = (
  given: SharedV4ProviderOptions | undefined
): { readonly type: "ephemeral"; readonly ttl?: "5m" | "1h" } | undefined => {
  if (given === undefined) return undefined
  const { cache_control } = optionsOf(given)
  const theirs: unknown = Object.hasOwn(given, "anthropic") ? given["anthropic"] : undefined
  const mark =
    cache_control ?? (isObject(theirs) ? (theirs["cacheControl"] ?? theirs["cache_control"]) : undefined)
  return isObject(mark) ? (mark as { readonly type: "ephemeral" }) : undefined
}
