import * as Context from "effect/Context"
import type { Transport } from "./Transport.ts"

/**
 * A transport for addresses from an untrusted source. It connects to the public internet only: the connection
 * itself resolves the name, so that no second look-up can intervene between check and connection. It follows no
 * redirects and sends no credentials of the host.
 */
export class PublicTransport extends Context.Service<PublicTransport, Transport["Service"]>()(
  "@turnout/wire/PublicTransport"
) {}
