import type { Failure } from "@turnout/core/Failure"
import type { RateLimit } from "@turnout/core/Provider"
import * as Cooldown from "../Cooldown.ts"
import * as Cooldowns from "./cooldowns.ts"
import type { Because, Refused, State, Subject } from "./contract.ts"
import * as Demotions from "./demotions.ts"
import { nameOf } from "./key.ts"
import { emptyUntil, type End, isWell, later, type Level, levelOf, none, strict } from "./end.ts"
import * as Network from "./network.ts"
import * as Retries from "./retries.ts"

export interface HealthOptions {
  /**
   * Maximum share of a model's endpoints that may be in failure cooldown at once, 0–1; at least one endpoint always
   * remains. Default: 0.5.
   */
  readonly max_ejected?: number
  readonly retry_budget?: Retries.RetryBudget
}

/** Maximum number of entries, endpoints and keys together. */
const most = 8192
/** A probe without an outcome is dropped after this time. */
const longestProbe = 60_000
/** Vendors announce the time at which their quota is full again, which is later than needed. */
const longestAnnounced = 60_000

const isOfConnection = (failure: Failure): boolean =>
  failure._tag === "ConnectionFailed" || (failure._tag === "TimedOut" && failure.timer === "connect")

export const make = (
  { max_ejected = 0.5, retry_budget }: HealthOptions = {},
  cooldowns: Cooldowns.Cooldowns = Cooldowns.make()
): State => {
  const { providers, states } = cooldowns
  /** Endpoints being probed by one request, until this clock reading. */
  const probes = new Map<string, number>()
  /** By key and endpoint: until when the vendor announced, in an answer, that no quota remains. */
  const announced = new Map<string, number>()
  /** By key and endpoint: what the vendor said last is left of its limits. */
  const left = new Map<string, RateLimit>()
  const retries = Retries.make(retry_budget)
  const demotions = Demotions.make()

  const read = (name: string): Cooldown.Cooldown => states.get(name) ?? Cooldown.zero
  const endOf = (name: string, now: number, own: boolean): End => {
    const state = states.get(name)
    if (state === undefined) return none
    if (isWell(state, now)) states.delete(name)
    const until = own ? Cooldown.until(state, now) : Cooldown.askedUntil(state, now)
    return until === 0 ? none : { until, limited: state.rate_limited_until >= until }
  }
  const put = (name: string, state: Cooldown.Cooldown): void => {
    if (state === Cooldown.zero) return void states.delete(name)
    if (states.size >= most && !states.has(name)) states.delete(states.keys().next().value!)
    states.set(name, state)
  }
  const change = (name: string, event: Cooldown.CooldownEvent, at: number): void => {
    const state = states.get(name)
    if (state === undefined && event.type === "answered") return
    const next = Cooldown.step(state ?? Cooldown.zero, event, at)
    put(name, isWell(next, at) ? Cooldown.zero : next)
  }

  /** Whether one more endpoint of its model may enter failure cooldown. */
  const mayEject = (endpoint: string, siblings: ReadonlyArray<string>, at: number): boolean => {
    if (siblings.length < 2) return true
    let out = 1
    for (const sibling of siblings) {
      if (sibling !== endpoint && read(sibling).failing_until > at) out++
    }
    return out <= Math.min(siblings.length - 1, Math.max(1, Math.floor(siblings.length * max_ejected)))
  }

  const network = Network.make({ read, restore: put })

  const fails = (
    { at, endpoint, siblings }: Pick<Network.Unreached, "at" | "endpoint" | "siblings">,
    failureClass: string,
    wish: { readonly retry_after_ms?: number }
  ): void => {
    const eject = mayEject(endpoint, siblings, at)
    change(endpoint, { type: "failed", class: failureClass, eject, ...wish }, at)
  }

  const heard = (): void => {
    for (const unreached of network.reached()) fails(unreached, "ConnectionFailed", {})
  }

  const both = (subject: Subject): string => ofBoth(keyOf(subject), subject.endpoint.id)

  const ofKey = (key: string, id: string, now: number, { heed, own }: Level): End => {
    const name = ofBoth(key, id)
    const said = heed ? (announced.get(name) ?? 0) : 0
    if (said !== 0 && said <= now) announced.delete(name)
    const end = later(endOf(key, now, own), endOf(name, now, own))
    return said > now ? later(end, { until: said, limited: true }) : end
  }

  const endOfKey = ({ credential, endpoint }: Subject, now: number, level: Level): End =>
    providers.has(endpoint.provider)
      ? ofKey(nameOf(endpoint.provider, credential), endpoint.id, now, level)
      : none

  const keyOf = ({ credential, endpoint }: Subject): string => nameOf(endpoint.provider, credential)
  const isProbed = (id: string, now: number): boolean => (probes.get(id) ?? 0) > now

  return {
    enter: (subject, { again = false, asking = asksNothing, lenience, now, retry = false }) => {
      const level = levelOf(lenience)
      const { id } = subject.endpoint
      if (!again) {
        const ofEndpoint = endOf(id, now, level.own)
        const ofKey = endOfKey(subject, now, level)
        if (ofEndpoint.until > 0 || ofKey.until > 0) {
          const asked = later(endOf(id, now, false), endOfKey(subject, now, { heed: false, own: false }))
          const because = ofEndpoint.until > 0 ? "cooling" : "key_cooling"
          return refused(because, { ...later(ofEndpoint, ofKey), asked: asked.until > 0 })
        }
        const state = states.get(id)
        if (state !== undefined && Cooldown.isReopening(state, now)) {
          if (lenience === undefined && isProbed(id, now)) return refused("probing")
          probes.set(id, now + longestProbe)
        }
      }
      if (!demotions.isEmpty() && demotions.isSuspect(id, keyOf(subject), asking, now)) {
        probes.set(id, now + longestProbe)
      }
      if (!retry) retries.first(id)
      else if (!retries.take(id)) return refused("retry_budget")
      return undefined
    },
    answered: (subject, at) => {
      if (!demotions.isEmpty()) demotions.answered(subject.endpoint.id)
      if (states.size === 0) return
      change(subject.endpoint.id, answered, at)
      change(both(subject), answered, at)
    },
    reached: (subject, at, limit, asking = asksNothing) => {
      heard()
      if (probes.size > 0) probes.delete(subject.endpoint.id)
      if (!demotions.isEmpty()) demotions.reached(subject.endpoint.id, keyOf(subject), asking)
      if (limit?.remaining_tokens !== undefined) {
        if (left.size >= most) left.delete(left.keys().next().value!)
        left.set(both(subject), limit)
      }
      const resets = limit === undefined ? 0 : emptyUntil(limit)
      if (resets > at) {
        providers.add(subject.endpoint.provider)
        if (announced.size >= most) announced.delete(announced.keys().next().value!)
        announced.set(both(subject), Math.min(resets, at + longestAnnounced))
      }
    },
    failed: (subject, { at, failure, fair, lasting, reached, siblings, vain }) => {
      const { id, provider } = subject.endpoint
      probes.delete(id)
      if (vain !== undefined) demotions.waited(id, vain, at)
      if (lasting !== undefined) demotions.refused(id, keyOf(subject), lasting, at)
      if (reached) heard()
      const { retry_after_ms } = failure
      const wish = retry_after_ms === undefined ? {} : { retry_after_ms }
      switch (failure._tag) {
        case "AuthenticationFailed":
        case "QuotaExhausted":
          providers.add(provider)
          return change(
            nameOf(provider, subject.credential),
            { type: "failed", class: failure._tag, ...wish },
            at
          )
        case "PermissionDenied":
        case "RateLimited":
          providers.add(provider)
          return change(both(subject), { type: "failed", class: failure._tag, ...wish }, at)
        default:
          if (!fair || !Cooldown.isOwn(failure._tag)) return
          if (isOfConnection(failure) && !network.failed({ provider, endpoint: id, at, siblings })) return
          fails({ at, endpoint: id, siblings }, failure._tag, wish)
      }
    },
    abandoned: ({ endpoint }, vain) => {
      probes.delete(endpoint.id)
      if (vain !== undefined) demotions.waited(endpoint.id, vain.because, vain.at)
    },
    keyUntil: (subject, now) => endOfKey(subject, now, strict).until,
    hasRoom: (subject, tokens, now) => {
      const limit = left.size === 0 ? undefined : left.get(both(subject))
      const { remaining_tokens = Infinity, reset_tokens_at = 0 } = limit ?? {}
      return reset_tokens_at <= now || remaining_tokens >= tokens
    },
    isDemoted: (subject, asking, now) => {
      const { id } = subject.endpoint
      return (
        !demotions.isEmpty() &&
        demotions.find(id, [keyOf(subject)], asking, now, isProbed(id, now)) !== undefined
      )
    },
    over: (snapshot, keys, now, lenience, asking = asksNothing) => {
      const level = levelOf(lenience)
      // Shared signals may hold a cooldown that this host has not seen.
      if (states.size === 0 && announced.size === 0 && demotions.isEmpty()) return snapshot
      const names = (id: string): ReadonlyArray<string> => {
        const provider = id.slice(0, id.indexOf("/"))
        return keys(provider).map((credential) => nameOf(provider, credential))
      }
      return {
        ...snapshot,
        endpoint: (id) => {
          const signals = snapshot.endpoint(id)
          const end = later(endOf(id, now, level.own), ofKeys(id, keys, now, level))
          const demoted = demotions.isEmpty()
            ? undefined
            : demotions.find(id, names(id), asking, now, isProbed(id, now))
          if (end.until === 0 && demoted === undefined) return signals
          return {
            ...signals,
            cooling_until: Math.max(end.until, signals.cooling_until),
            ...(end.limited ? { rate_limited: true as const } : {}),
            ...(demoted === undefined ? {} : { demoted })
          }
        }
      }
    },
    cooldowns,
    isNetworkSuspect: network.isSuspect
  }

  /** The end of the first of the keys that may be used there. */
  function ofKeys(id: string, keys: Parameters<State["over"]>[1], now: number, level: Level): End {
    for (const provider of providers) {
      if (!id.startsWith(provider) || id[provider.length] !== "/") continue
      let first: End | undefined
      for (const credential of keys(provider)) {
        const end = ofKey(nameOf(provider, credential), id, now, level)
        if (first === undefined || end.until < first.until) first = end
      }
      if (first !== undefined) return first
    }
    return none
  }
}

const nothing: Demotions.Asking = { kinds: new Set(), tenant: "" }
const asksNothing = () => nothing

const answered: Cooldown.CooldownEvent = { type: "answered" }

const ofBoth = (key: string, endpoint: string): string => `${key} ${endpoint}`

const refused = (because: Because, more: Omit<Refused, "because"> = {}): Refused => ({ because, ...more })
