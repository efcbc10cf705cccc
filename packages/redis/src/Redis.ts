import { createClient } from "@redis/client"
import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import { type Parts, Store } from "@turnout/state/Store"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Connection from "./internal/connection.ts"
import * as RedisStore from "./internal/store.ts"

export type { RedisClient } from "./internal/connection.ts"

export interface RedisOptions {
  /** `redis://` or, with TLS, `rediss://`, with user and password where the server asks for them. One of `url` and `client`. */
  readonly url?: string | Redacted.Redacted
  /** A client of the host's, connected and closed by the host: node-redis' own, without an offline queue. */
  readonly client?: Connection.RedisClient
  /** Before all keys. Routers that share a prefix share what they remember. Default: `turnout:`. */
  readonly prefix?: string
  /**
   * Milliseconds without any answer after which the server counts as away, and no call waits for it. More, where it is far
   * away. Default: 100.
   */
  readonly timeout_ms?: number
}

const isUrl = (value: unknown): boolean => {
  const text = Redacted.isRedacted(value) ? Redacted.value(value) : value
  return typeof text === "string" && /^rediss?:$/.test(URL.parse(text)?.protocol ?? "")
}

const check: Options.Check<RedisOptions> = Options.also(
  Options.object<RedisOptions>({
    url: Options.where("a URL that begins with redis:// or rediss://", isUrl),
    client: Options.where(
      "a client of node-redis",
      (value) => typeof value === "object" && value !== null && "sendCommand" in value
    ),
    prefix: Options.where("a text", (value) => typeof value === "string"),
    timeout_ms: Options.number(1)
  }),
  ({ client, url }, path, report) => {
    if ((client === undefined) === (url === undefined)) {
      report.add(path, "invalid_parameter_value", "redis(): give either 'url' or 'client'.")
    }
  }
)

/** Milliseconds that the first connection is waited for: a router begins also where its store is away. */
const patience = 2000

/** Milliseconds between two signs of life that are asked for. */
const ping = 2000

/** Errors of a first connection that no second try mends: the password is wrong, or it is another kind of server. */
const isFinal = (message: string): boolean =>
  /WRONGPASS|NOAUTH|NOPERM|AUTH|RESP type|unknown command|DB index|out of range/.test(message)

const refused = (message: string): RouterError =>
  Options.misconfigured([{ param: "redis()", code: "invalid_parameter_value", message }])

/** A connection of our own: commands fail at once where it is down, and it is made anew in the background. */
const connect = (
  url: Redacted.Redacted
): Effect.Effect<
  { readonly connection: Connection.Connection; readonly name: string },
  RouterError,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const { host } = new URL(Redacted.value(url))
    const client = yield* Effect.acquireRelease(
      Effect.sync(() =>
        createClient({
          url: Redacted.value(url),
          disableOfflineQueue: true,
          // A path that is dead is noticed: nothing was heard on it for so long, although it was asked.
          pingInterval: ping,
          socket: {
            connectTimeout: patience,
            socketTimeout: ping * 3,
            reconnectStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 6), 1000)
          }
        })
      ),
      (client) => Effect.sync(() => client.destroy())
    ).pipe(Effect.catchDefect((cause) => Effect.fail(refused(`The URL cannot be used: ${String(cause)}`))))
    const first = yield* Effect.callback<string | undefined>((resume) => {
      const late = setTimeout(() => resume(Effect.succeed(undefined)), patience)
      client.on("error", (error: unknown) => {
        clearTimeout(late)
        resume(Effect.succeed(error instanceof Error ? error.message || error.name : String(error)))
      })
      client.once("ready", () => {
        clearTimeout(late)
        resume(Effect.succeed(undefined))
      })
      client.connect().catch((error: unknown) => {
        clearTimeout(late)
        resume(Effect.succeed(error instanceof Error ? error.message : String(error)))
      })
    })
    if (first !== undefined && isFinal(first)) {
      return yield* Effect.fail(refused(`The store at ${host} cannot be used: ${first}`))
    }
    let pending = 0
    client.unref()
    const connection = Connection.make(client as unknown as Connection.RedisClient, {
      begin: () => {
        if (++pending === 1) client.ref()
      },
      end: () => {
        if (--pending === 0) client.unref()
      }
    })
    return { connection, name: `Redis at ${host}` }
  })

const nothing = { begin: () => {}, end: () => {} }

/** A store on a server that many processes share. Fails where the server is there and cannot be used. */
export const make = (options: RedisOptions): Effect.Effect<Parts, RouterError, Scope.Scope> =>
  Effect.gen(function* () {
    const mistake = Options.mistake(check, options, { name: "redis()" })
    if (mistake !== undefined) return yield* Effect.fail(mistake)
    const { client, prefix = "turnout:", timeout_ms = 100, url } = options
    if (client !== undefined) {
      return { ...RedisStore.make("Redis", Connection.make(client, nothing), prefix), timeout_ms }
    }
    const { connection, name } = yield* connect(Redacted.isRedacted(url) ? url : Redacted.make(url!))
    return { ...RedisStore.make(name, connection, prefix), timeout_ms }
  })

/** The same as a layer: `createRouter({ state: redis({ url }) })`. */
export const layer = (options: RedisOptions): Layer.Layer<Store, RouterError> =>
  Layer.effect(Store, Effect.map(make(options), Store.of))
