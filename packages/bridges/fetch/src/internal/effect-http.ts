/** The only place where Effect's HTTP modules are named, which may change in a minor release. */
import type { RouterError } from "@turnout/core/RouterError"
import type { Router } from "@turnout/router/Router"
import * as Effect from "effect/Effect"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as Layer from "effect/Layer"
import * as FetchDoor from "../FetchDoor.ts"

export const layer = (
  path: `/${string}`,
  options: FetchDoor.Options
): Layer.Layer<never, RouterError, HttpRouter.HttpRouter | Router> =>
  HttpRouter.use((routes) =>
    Effect.gen(function* () {
      const door = yield* FetchDoor.make(options)
      const place = path === "/" ? "/*" : (`${path.replace(/\/$/, "") as `/${string}`}/*` as const)
      yield* routes.add(
        "*",
        place,
        // It rejects only where its own request was interrupted, and then no fiber reads what it dies of.
        Effect.orDie(HttpEffect.fromWebHandler((request) => door.fetch(request)))
      )
    })
  )
