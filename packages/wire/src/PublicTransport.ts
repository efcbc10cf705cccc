import * as Context from "effect/Context"
import type { Transport } from "./Transport.ts"

/**
 * A transport for addresses from an untrusted source. It connects to the public internet and to nothing else: who
 * connects is who looks a name up, so that no second look-up comes between the check and the connection. It
 * follows no redirect, and carries no credential of the host's.
 */
export class PublicTransport extends Context.Service<PublicTransport, Transport["Service"]>()(
  "@turnout/wire/PublicTransport"
) {}
