import * as Check from "@turnout/core/Options"
import * as Auth from "@turnout/wire/Auth"
import * as Vendor from "@turnout/wire/Vendor"
import { demandLimit } from "./anthropic/limit.ts"
import { overrideOf } from "./anthropic/models.ts"
import { protocolOf } from "./anthropic/protocol.ts"

export interface Options extends Vendor.Options {
  /** `anthropic-version`. Default: `2023-06-01`. */
  readonly version?: string | undefined
  /** `anthropic-beta`, one name each. */
  readonly beta?: ReadonlyArray<string> | undefined
  /**
   * `auto`: tools, instructions and the last turns of the user are marked to be cached, where the caller of a
   * request has marked nothing. Default: nothing is marked.
   */
  readonly cache?: "auto" | undefined
}

const firstVersion = "2023-06-01"

export const { make, layer, env }: Vendor.Vendor<Options, "anthropic"> = Vendor.define({
  id: "anthropic",
  protocol: ({ cache }: Options) => protocolOf({ cache }),
  baseUrl: "https://api.anthropic.com",
  path: "/v1/messages",
  // The version is the dialect that the caller's own request is written in, and expects its answer in.
  forwards: { "anthropic-version": "replace", "anthropic-beta": "add" },
  auth: Auth.header("x-api-key"),
  env: { apiKey: "ANTHROPIC_API_KEY", baseUrl: "ANTHROPIC_BASE_URL" },
  options: { version: Check.string, beta: Check.list(Check.string), cache: Check.oneOf("auto") },
  headers: ({ version = firstVersion, beta = [] }) => ({
    "anthropic-version": version,
    ...(beta.length === 0 ? {} : { "anthropic-beta": beta.join(",") })
  }),
  models: (id, { version = firstVersion }) => overrideOf(id, version),
  // `service_tier` there chooses capacity that is committed, at no price of its own. `speed` is a beta of some models.
  tiers: ({ beta = [] }): Vendor.Tiers =>
    beta.some((name) => name.startsWith("fast-mode-")) ? { fast: { speed: "fast" } } : {},
  finish: (provider, { models }) => demandLimit(provider, models)
})
