import * as HostOptions from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import type { Cors } from "@turnout/fetch/Cors"
import * as FetchOptions from "@turnout/fetch/FetchOptions"
import * as Budget from "@turnout/router/Budget"
import * as RouterOptions from "@turnout/router/RouterOptions"
import type { Options as DownloadOptions } from "@turnout/wire/Downloads"
import * as Layer from "effect/Layer"
import type { Options, ProviderLayer } from "../Options.ts"

const layer = <T>(): HostOptions.Check<T> => HostOptions.where("a layer", Layer.isLayer)

const state = HostOptions.where<NonNullable<Options["state"]>>(
  "a store, as `sqlite({ file })` or `redis({ url })` makes it",
  Layer.isLayer
)

const provider = HostOptions.where<ProviderLayer>("a provider, as `openai()` makes it", Layer.isLayer)

/** What is looked at with the code that reads it is loaded where the option is given. */
const checkOf = async (given: Partial<Options>): Promise<HostOptions.Check<Options>> => {
  const limits: HostOptions.Check<NonNullable<Options["limits"]>> =
    given.limits === undefined ? HostOptions.anything() : (await import("@turnout/limits/RateLimits")).check
  const downloads: HostOptions.Check<DownloadOptions> =
    given.download === undefined ? HostOptions.anything() : (await import("@turnout/wire/Downloads")).check
  const cors: HostOptions.Check<Cors> =
    given.cors === undefined ? HostOptions.anything() : (await import("@turnout/fetch/Cors")).check
  const onFailure =
    given.on_store_failure === undefined
      ? HostOptions.anything<NonNullable<Options["on_store_failure"]>>()
      : (await import("./stateful.ts")).checkOnFailure
  return HostOptions.also(
    RouterOptions.checkWith<Options>(
      {
        providers: HostOptions.list(provider),
        catalog: layer(),
        transport: layer(),
        proxy: HostOptions.oneOf("environment"),
        download: HostOptions.either(
          (value) => typeof value === "boolean" || Layer.isLayer(value),
          HostOptions.anything(),
          downloads
        ) as HostOptions.Check<NonNullable<Options["download"]>>,
        budgets: Budget.check,
        limits,
        state,
        on_store_failure: onFailure,
        ...FetchOptions.shape,
        cors
      },
      ["providers"]
    ),
    ({ on_store_failure, proxy, state, transport }, _path, report) => {
      if (on_store_failure !== undefined && state === undefined) {
        const message = "'on_store_failure' says what happens while 'state' is away, and there is no 'state'."
        report.add("on_store_failure", "invalid_parameter_value", message)
      }
      if (proxy === undefined || transport === undefined) return
      const message =
        "'proxy' is an option of the default transport: where 'transport' is given, leave it out."
      report.add("proxy", "invalid_parameter_value", message)
    }
  )
}

/** All that is wrong with the options of a router; undefined where nothing is. */
export const of = async (given: unknown): Promise<RouterError | undefined> =>
  HostOptions.mistake(
    await checkOf(HostOptions.isRecord(given) ? given : {}),
    given,
    HostOptions.isRecord(given) ? {} : { name: "options" }
  )
