import * as Auth from "@turnout/wire/Auth"
import * as Framing from "@turnout/wire/Framing"
import type { Protocol } from "@turnout/wire/Protocol"
import { Transport } from "@turnout/wire/Transport"
import * as Vendor from "@turnout/wire/Vendor"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { pathOf } from "./replicate/address.ts"
import * as Answers from "./replicate/answer.ts"
import { body } from "./replicate/body.ts"
import { defaults, overrideOf } from "./replicate/capabilities.ts"
import { conversing } from "./replicate/predictions.ts"

export type Options = Vendor.Options

/** Predictions of models that write text. The terminal of a stream is `done`. */
export const protocol: Protocol<Answers.Answer, Framing.SseFrame> = {
  name: "replicate-predictions",
  defaults,
  framing: Framing.makeSse({ plain: true }),
  body,
  start: Answers.start,
  step: Answers.step,
  end: Answers.end,
  whole: Answers.whole,
  failure: Answers.ofResponse
}

const vendor: Vendor.Vendor<Options> = Vendor.define({
  id: "replicate",
  protocol,
  baseUrl: "https://api.replicate.com",
  path: pathOf,
  auth: Auth.bearer,
  env: { apiKey: ["REPLICATE_API_TOKEN", "REPLICATE_API_KEY"], baseUrl: "REPLICATE_BASE_URL" },
  models: overrideOf
})

export const { env } = vendor

/** One prediction is several requests: they are one exchange to all that stands above. */
export const make: Vendor.Vendor<Options>["make"] = (options) =>
  Effect.flatMap(Transport, (transport) =>
    Effect.provideService(vendor.make(options), Transport, conversing(transport))
  )

export const layer: Vendor.Vendor<Options>["layer"] = (options) =>
  Layer.provide(vendor.layer(options), Layer.effect(Transport, Effect.map(Transport, conversing)))
