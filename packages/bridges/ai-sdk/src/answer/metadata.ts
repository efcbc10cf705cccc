import type { JSONObject, SharedV4ProviderMetadata } from "@ai-sdk/provider"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Kept } from "@turnout/core/Parts"
import { own } from "../request/own.ts"

/** Ours, as the AI SDK types it: JSON without undefined. */
export const told = (fields: { readonly [name: string]: unknown }): SharedV4ProviderMetadata => ({
  [own]: fields as unknown as JSONObject
})

/** What has to come back with a part, under the names in which a prompt brings it. */
export const kept = (
  { details, fields, signature }: Kept,
  more?: { readonly [name: string]: unknown }
): { readonly providerMetadata?: SharedV4ProviderMetadata } => {
  if (
    (details === undefined || details.length === 0) &&
    fields === undefined &&
    signature === undefined &&
    more === undefined
  ) {
    return {}
  }
  return {
    providerMetadata: told({
      ...(details === undefined || details.length === 0 ? undefined : { reasoning_details: details }),
      ...(signature === undefined ? undefined : { signature }),
      ...(fields === undefined ? undefined : { provider_fields: fields }),
      ...more
    })
  }
}

export const routed = (
  metadata: RoutingMetadata | undefined,
  fields?: object
): { readonly providerMetadata?: SharedV4ProviderMetadata } => {
  if (metadata === undefined && fields === undefined) return {}
  return {
    providerMetadata: told({
      ...(metadata === undefined ? undefined : { routing_metadata: metadata }),
      ...(fields === undefined ? undefined : { provider_fields: fields })
    })
  }
}
