import type { Endpoint } from "@turnout/core/Endpoint"
import type * as Redacted from "effect/Redacted"
import { type Base, baseOf } from "./address/base.ts"

export { type Base, baseOf, trimmed } from "./address/base.ts"

/** The target of a request: a URL, and headers other than the protocol's. */
export interface Address {
  readonly url: (endpoint: Endpoint, stream: boolean) => string
  readonly headers: { readonly [name: string]: string }
  /** `authorization` from a base URL with user and password; a key's own header overrides it. */
  readonly basic?: Redacted.Redacted | undefined
}

/**
 * The path after a base URL, with its leading slash; for some vendors it contains the model. A whole URL stands for itself:
 * what a vendor serves at another host of its own.
 */
export type Path = string | ((endpoint: Endpoint, stream: boolean) => string)

/** A path under a base URL. Throws where that is none: what a host writes is looked at by `baseOf`. */
export const make = (
  baseUrl: string | Base,
  path: Path,
  headers: { readonly [name: string]: string } = {}
): Address => {
  const base = typeof baseUrl === "string" ? baseOf(baseUrl) : baseUrl
  if (typeof base === "string") throw new TypeError(`A base URL ${base}`)
  const { basic } = base
  if (typeof path === "function") {
    const url = (own: string) => (own.startsWith("https://") ? own : join(base, own))
    return { url: (...call) => url(path(...call)), headers, basic }
  }
  const url = join(base, path)
  return { url: () => url, headers, basic }
}

/** A base URL as it stands before the path of any of these APIs, of which a host may have written one. */
export const without = (baseUrl: string, paths: ReadonlyArray<Path> = []): string | Base => {
  const base = baseOf(baseUrl)
  if (typeof base === "string") return baseUrl
  const path = paths.find((each) => typeof each === "string" && each !== "" && base.url.endsWith(each))
  return typeof path === "string" ? { ...base, url: base.url.slice(0, -path.length) } : baseUrl
}

/** A base that ends in the path already is taken as meant; a version that both have is said once. */
const join = ({ url, query }: Base, path: string): string => {
  const [place = "", own = ""] = path.split("?", 2)
  const version = /^\/v\d\w*(?=\/)/.exec(place)?.[0]
  const rest = version !== undefined && url.endsWith(version) ? place.slice(version.length) : place
  const queries = [query, own].filter((each) => each !== "").join("&")
  return (url.endsWith(place) ? url : url + rest) + (queries === "" ? "" : `?${queries}`)
}
