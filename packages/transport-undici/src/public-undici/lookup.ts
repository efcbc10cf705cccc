import * as Dns from "node:dns"
import type { LookupFunction } from "node:net"

export const notPublic = "ERR_ADDRESS_NOT_PUBLIC"

/** The system's look-up; a name of which any address is not allowed means no address at all. */
export const guarded =
  (allows: (address: string) => boolean, lookup: typeof Dns.lookup = Dns.lookup): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      if (addresses.length === 0 || !addresses.every(({ address }) => allows(address))) {
        const refusal = Object.assign(new Error("The name means an address that is not public."), {
          code: notPublic
        })
        return callback(refusal, [])
      }
      const [first] = addresses
      return options.all === true ? callback(null, addresses) : callback(null, first!.address, first!.family)
    })
  }
