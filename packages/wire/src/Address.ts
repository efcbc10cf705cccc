import type { Endpoint } from "@turnout/core/Endpoint"

/** Where a request goes: a URL and the headers that are neither the protocol's nor a secret. */
export interface Address {
  readonly url: (endpoint: Endpoint, stream: boolean) => string
  readonly headers: { readonly [name: string]: string }
}

/** One path under a base URL, whatever the endpoint; a slash at the base's end does not matter. */
export const make = (
  baseUrl: string,
  path: string,
  headers: { readonly [name: string]: string } = {}
): Address => {
  const url = baseUrl.replace(/\/+$/, "") + path
  return { url: () => url, headers }
}
