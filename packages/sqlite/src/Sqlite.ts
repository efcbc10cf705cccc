import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import type { Blobs } from "@turnout/state/Blobs"
import type { Counters } from "@turnout/state/Counters"
import type { Feed } from "@turnout/state/Feed"
import type { Rates } from "@turnout/state/Rates"
import type { Receipts } from "@turnout/state/Receipts"
import { type Parts, Store } from "@turnout/state/Store"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Client from "./internal/client.ts"

export interface SqliteOptions {
  /** Path of the file, which is made where there is none. Beside it SQLite keeps two of its own, `-wal` and `-shm`. */
  readonly file: string
  /**
   * `normal`: what was acknowledged survives the end of the process, and a loss of power may undo the last of it. `full`: it
   * survives that too, and each write waits for the disk. Default: normal.
   */
  readonly synchronous?: "normal" | "full"
  /** Days that receipts are kept. Default: for ever. */
  readonly keep_receipts_days?: number
  /** Bytes of cached answers; beyond it the least recently used are dropped. Default: 268,435,456, 256 MiB. */
  readonly blob_bytes?: number
}

const check: Options.Check<SqliteOptions> = Options.object<SqliteOptions>(
  {
    file: Options.where("the path of a file", (value) => typeof value === "string" && value !== ""),
    synchronous: Options.oneOf("normal", "full"),
    keep_receipts_days: Options.number(0),
    blob_bytes: Options.number(1)
  },
  ["file"]
)

const day = 86_400_000

/** A file does not hang as a network does: what takes long is other processes that write. */
const patience = 5000

/** A store, and for tests a clock that can be set. */
export interface Opened {
  readonly store: Parts
  readonly pass: (ms: number) => void
}

/** @internal */
export const open = (options: SqliteOptions): Effect.Effect<Opened, RouterError, Scope.Scope> =>
  Effect.gen(function* () {
    const mistake = Options.mistake(check, options, { name: "sqlite()" })
    if (mistake !== undefined) return yield* Effect.fail(mistake)
    const { blob_bytes = 268_435_456, file, keep_receipts_days, synchronous = "normal" } = options
    const opening = {
      file,
      synchronous,
      blob_bytes,
      keep_ms: keep_receipts_days === undefined ? undefined : keep_receipts_days * day,
      ahead: 0
    }
    const client = yield* Effect.acquireRelease(
      Effect.mapError(Client.open(opening), (message) => refused(file, message)),
      ({ close }) => close
    )
    return { store: storeOf(file, client), pass: client.pass }
  })

const refused = (file: string, message: string): RouterError =>
  Options.misconfigured([
    {
      param: "sqlite().file",
      code: "invalid_parameter_value",
      message: `'${file}' cannot be used as a store, and was left as it is: ${message}.`.replace(/\.\.$/, ".")
    }
  ])

const storeOf = (file: string, { ask }: Client.Client): Parts => ({
  name: `SQLite, ${file}`,
  timeout_ms: patience,
  counters: {
    reserve: (...given) => ask("counters.reserve", ...given),
    settle: (...given) => ask("counters.settle", ...given),
    renew: (...given) => ask("counters.renew", ...given),
    read: (...given) => ask("counters.read", ...given)
  } satisfies Counters,
  rates: {
    take: (...given) => ask("rates.take", ...given),
    enter: (...given) => ask("rates.enter", ...given),
    leave: (...given) => ask("rates.leave", ...given),
    renew: (...given) => ask("rates.renew", ...given)
  } satisfies Rates,
  feed: {
    append: (...given) => ask("feed.append", ...given),
    read: (...given) => ask("feed.read", ...given)
  } satisfies Feed,
  blobs: {
    get: (...given) => ask("blobs.get", ...given),
    // Copied with the message: what its owner writes into it later is not stored.
    put: (key, bytes, ttl_ms) => ask("blobs.put", key, bytes.slice(), ttl_ms),
    putNew: (key, bytes, ttl_ms) => ask("blobs.putNew", key, bytes.slice(), ttl_ms),
    remove: (...given) => ask("blobs.remove", ...given)
  } satisfies Blobs,
  receipts: {
    append: (...given) => ask("receipts.append", ...given),
    read: (...given) => ask("receipts.read", ...given),
    remove: (...given) => ask("receipts.remove", ...given)
  } satisfies Receipts,
  now: ask("clock.now")
})

/** A store in a file, for one process or several of one machine. Fails where the file cannot be used, and leaves it as it is. */
export const make = (options: SqliteOptions): Effect.Effect<Parts, RouterError, Scope.Scope> =>
  Effect.map(open(options), ({ store }) => store)

/** The same as a layer: `createRouter({ state: sqlite({ file }) })`. */
export const layer = (options: SqliteOptions): Layer.Layer<Store, RouterError> =>
  Layer.effect(Store, Effect.map(make(options), Store.of))
