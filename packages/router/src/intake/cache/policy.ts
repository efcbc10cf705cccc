import type { Normalized } from "@turnout/core/Normalize"
import * as RouterError from "@turnout/core/RouterError"
import type { Warning } from "@turnout/core/Warning"
import * as Credentials from "../../Credentials.ts"
import type { CacheOptions } from "../../CacheStore.ts"
import type { CallContext } from "../CallContext.ts"
import * as Key from "./key.ts"
import { uncacheable } from "./uncacheable.ts"

/** How the cache is asked for one call. */
export interface Asked {
  readonly key: string
  /** Of an idempotency key: the request that it stands for. */
  readonly print?: string
  readonly mode: "on" | "only" | "refresh"
  readonly ttl_ms: number
  /** Other calls of the key at the same moment have its answer. */
  readonly shares: boolean
  /** Whatever was answered is kept: a request may not be made twice. */
  readonly keepsAll: boolean
}

/** The cache has nothing to do with it. */
interface Without {
  readonly normalized: Normalized
  readonly refused?: RouterError.RouterError
}

export type Policy = Without | { readonly normalized: Normalized; readonly asked: Asked }

const day = 86_400

const idempotent = (
  normalized: Normalized,
  { principal }: CallContext,
  { idempotency_ttl_s = day }: CacheOptions,
  given: string
): Asked => ({
  key: Key.idempotent(given, Key.owner("principal", principal)),
  print: Key.fingerprint(normalized),
  mode: "on",
  ttl_ms: idempotency_ttl_s * 1000,
  shares: true,
  keepsAll: true
})

export const policy = (
  settings: CacheOptions,
  house: Key.House,
  normalized: Normalized,
  context: CallContext,
  idempotency_key: string | undefined
): Policy => {
  if (idempotency_key !== undefined) {
    return { normalized, asked: idempotent(normalized, context, settings, idempotency_key) }
  }
  const { cache = {} } = normalized
  const mode = cache.mode ?? settings.mode ?? "on"
  if (mode === "off") return { normalized }
  const because = uncacheable(normalized, settings) ?? resumed(normalized, house)
  if (because !== undefined) return without(normalized, because)
  const most = settings.scope ?? "principal"
  // Whose own key pays has an account of its own.
  const scope = context.own === Credentials.none ? Key.narrower(most, cache.scope) : "principal"
  const ttl_s = Math.min(settings.ttl_s ?? 300, cache.ttl_s ?? Infinity)
  return {
    normalized,
    asked: {
      key: Key.keyOf({ normalized, house, owner: Key.owner(scope, context.principal) }),
      mode,
      ttl_ms: ttl_s * 1000,
      shares: settings.single_flight === true && mode !== "refresh",
      keepsAll: false
    }
  }
}

const resumed = ({ request, routing }: Normalized, { defaults }: Key.House): string | undefined =>
  request.stream && (routing.on_interrupt ?? defaults.on_interrupt ?? "fail") !== "fail"
    ? "it may be continued at another endpoint ('on_interrupt')"
    : undefined

/** Where the caller asked for it, it is told why not. */
export const without = (normalized: Normalized, because: string): Without => {
  const mode = normalized.cache?.mode
  const message = `The response cache is not used: ${because}.`
  if (mode === "only") {
    return {
      normalized,
      refused: RouterError.make("resource_not_found", message, { param: "gateway.cache.mode" })
    }
  }
  if (normalized.cache === undefined) return { normalized }
  const warning: Warning = { type: "not_cached", code: "cache", message, param: "gateway.cache" }
  return { normalized: { ...normalized, warnings: [...normalized.warnings, warning] } }
}
