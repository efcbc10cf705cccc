import { asOf } from "@turnout/catalog/Catalog"
import type { DirectoryEndpoint } from "@turnout/router/Directory"
import { Router } from "@turnout/router/Router"
import type * as VendorSuite from "@turnout/testing/VendorSuite"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { over } from "../reference/matrix/models.ts"

const noon = Date.parse(`${asOf}T12:00:00Z`)

/** Noon of the day of the catalog's facts: prices of one moment, whenever the site is built. */
export const clock: Clock.Clock = {
  currentTimeMillisUnsafe: () => noon,
  currentTimeMillis: Effect.succeed(noon),
  currentTimeNanosUnsafe: () => BigInt(noon) * 1_000_000n,
  currentTimeNanos: Effect.succeed(BigInt(noon) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => 0n,
  monotonicTimeNanos: Effect.succeed(0n),
  sleep: () => Effect.never
}

/** Every endpoint of a vendor's account, as `router.directory()` has it. */
export const endpointsOf = (subject: VendorSuite.Subject): Promise<ReadonlyArray<DirectoryEndpoint>> =>
  Effect.runPromise(
    Effect.flatMap(Router, (router) => Effect.flatMap(router.lists, ({ endpoints }) => endpoints)).pipe(
      Effect.map(({ data }) => data),
      Effect.provide(over(subject.layer({ apiKey: "none" }))),
      Effect.provideService(Clock.Clock, clock),
      Effect.orDie
    )
  )
