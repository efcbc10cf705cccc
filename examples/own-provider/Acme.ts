/** A provider of one's own is one value: a protocol at an address with a key. Its layer registers it. */
import { type ProviderRegistry, register } from "@turnout/core/ProviderRegistry"
import * as Address from "@turnout/wire/Address"
import * as Auth from "@turnout/wire/Auth"
import type { Transport } from "@turnout/wire/Transport"
import * as Vendor from "@turnout/wire/Vendor"
import type { Layer } from "effect"
import { protocol } from "./protocol.ts"

export interface Options {
  readonly baseUrl: string
  readonly apiKey: Vendor.Keys
}

export const layer = ({
  apiKey,
  baseUrl
}: Options): Layer.Layer<never, never, ProviderRegistry | Transport> =>
  register(
    Vendor.make({
      id: "acme",
      open: false,
      keys: apiKey,
      protocol,
      address: Address.make(baseUrl, "/write"),
      auth: Auth.header("x-acme-key"),
      models: {
        "acme-writer": { limits: { context: 32_000, output: 4_000 }, price: { input: 0.1, output: 0.4 } }
      }
    })
  )
