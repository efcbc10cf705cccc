import { parse } from "./public-address/parse.ts"
import { isPublicV4, isPublicV6 } from "./public-address/ranges.ts"

/**
 * Whether an IP address, as text, belongs to the public internet. Loopback, private, link-local, shared, multicast,
 * reserved, documentation and tunnelled addresses do not, nor does text that is not an address.
 */
export const isPublic = (address: string): boolean => {
  const bytes = parse(address)
  if (bytes === undefined) return false
  return bytes.length === 4 ? isPublicV4(bytes) : isPublicV6(bytes)
}

/** The address that a URL's host is, where it is one and no name. URLs have them in one spelling each. */
export const literalOf = (hostname: string): string | undefined => {
  const bare = hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname
  return parse(bare) === undefined ? undefined : bare
}
