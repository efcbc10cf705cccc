/** A provider of one's own is one declaration: a protocol at an address with a key. Its layer registers an account. */
import * as Auth from "@turnout/wire/Auth"
import * as Vendor from "@turnout/wire/Vendor"
import { protocol } from "./protocol.ts"

export const { make, layer, env }: Vendor.Vendor = Vendor.define({
  id: "acme",
  protocol,
  baseUrl: "https://api.acme.example",
  path: "/write",
  auth: Auth.header("x-acme-key"),
  env: { apiKey: "ACME_API_KEY", baseUrl: "ACME_BASE_URL" },
  open: false,
  stated: {
    "acme-writer": { limits: { context: 32_000, output: 4_000 }, price: { input: 0.1, output: 0.4 } }
  }
})
