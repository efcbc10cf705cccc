import type { Endpoint } from "@turnout/core/Endpoint"

/** Where a request goes: a URL and the headers that are neither the protocol's nor a secret. */
export interface Address {
  readonly url: (endpoint: Endpoint, stream: boolean) => string
  readonly headers: { readonly [name: string]: string }
}

/** What follows a base URL, with its slash; of some vendors the model is part of it. */
export type Path = string | ((endpoint: Endpoint, stream: boolean) => string)

/** A path under a base URL. Slashes at the base's end do not matter, nor does a version that both have. */
export const make = (
  baseUrl: string,
  path: Path,
  headers: { readonly [name: string]: string } = {}
): Address => {
  const base = baseUrl.replace(/\/+$/, "")
  if (typeof path === "function") return { url: (...call) => join(base, path(...call)), headers }
  const url = join(base, path)
  return { url: () => url, headers }
}

const join = (base: string, path: string): string => {
  const version = /^\/v\d\w*(?=\/)/.exec(path)?.[0]
  return base + (version !== undefined && base.endsWith(version) ? path.slice(version.length) : path)
}
