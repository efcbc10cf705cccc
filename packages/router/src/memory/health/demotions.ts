import type { Demoted } from "@turnout/core/Signals"
import * as Demotion from "../Demotion.ts"
import * as Kinds from "./kinds.ts"

/** What a call asks for, and on whose behalf: what one tenant's requests teach of a parameter concerns that tenant. */
export interface Asking {
  readonly kinds: ReadonlySet<Kinds.Kind>
  readonly tenant: string
}

/** What an endpoint refused to a key, as it does not pass by itself. */
export interface Lasting {
  readonly kind: Kinds.Kind
  readonly tenant: string
}

/** Which endpoints are ranked last, for whom, and why. */
export interface Demotions {
  /** A call waited in vain. */
  readonly waited: (endpoint: string, vain: Demotion.Vain, at: number) => void
  readonly refused: (endpoint: string, key: string, lasting: Lasting, at: number) => void
  /** An answer has begun: it clears the demotions that it disproves. */
  readonly reached: (endpoint: string, key: string, asking: () => Asking) => void
  /** An answer is complete: none stalls. */
  readonly answered: (endpoint: string) => void
  /** With every one of these keys; `probing`: some call finds out just now. */
  readonly find: (
    endpoint: string,
    keys: ReadonlyArray<string>,
    asking: () => Asking,
    now: number,
    probing: boolean
  ) => Demoted | undefined
  /** The time of a demotion is over: the call that goes there now tries it. */
  readonly isSuspect: (endpoint: string, key: string, asking: () => Asking, now: number) => boolean
  readonly isEmpty: () => boolean
}

/** What is remembered at most: endpoints, and what each refused. */
const mostEndpoints = 4096
const mostRefusals = 256

/** In vain. The names of refusals begin with their key. */
const waits: ReadonlyArray<Demotion.Vain> = ["unanswered", "stalled"]

const nameOf = (key: string, { kind, tenant }: Lasting): string =>
  kind === Kinds.model ? `${key} ${kind}` : `${key} ${kind} of ${tenant}`

export const make = (): Demotions => {
  /** By endpoint, then by what happened; what is healthy is not in it. */
  const all = new Map<string, Map<string, Demotion.Demotion>>()

  const strike = (endpoint: string, name: string, cause: Demotion.Cause, at: number): void => {
    let own = all.get(endpoint)
    if (own === undefined) {
      if (all.size >= mostEndpoints) all.delete(all.keys().next().value!)
      all.set(endpoint, (own = new Map()))
    }
    const state = own.get(name) ?? Demotion.zero
    if (state === Demotion.zero && own.size >= mostRefusals) own.delete(own.keys().next().value!)
    own.set(name, Demotion.strike(state, cause, at))
  }

  /** What a call with this key asks for and was refused before. */
  const refusal = (
    own: ReadonlyMap<string, Demotion.Demotion>,
    key: string,
    { kinds, tenant }: Asking,
    isHeld: (state: Demotion.Demotion) => boolean
  ): (Lasting & { readonly until: number }) | undefined => {
    for (const kind of [Kinds.model, ...kinds]) {
      const state = own.get(nameOf(key, { kind, tenant }))
      if (state !== undefined && isHeld(state)) return { kind, tenant, until: state.until }
    }
    return undefined
  }

  /** Whether the endpoint holds anything but waits. */
  const isRefusing = (own: ReadonlyMap<string, Demotion.Demotion>): boolean =>
    own.size > waits.filter((vain) => own.has(vain)).length

  const clear = (endpoint: string, own: Map<string, Demotion.Demotion>, name: string): void => {
    if (own.delete(name) && own.size === 0) all.delete(endpoint)
  }

  return {
    isEmpty: () => all.size === 0,
    waited: (endpoint, vain, at) => strike(endpoint, vain, vain, at),
    refused: (endpoint, key, lasting, at) => strike(endpoint, nameOf(key, lasting), "refused", at),
    reached: (endpoint, key, asking) => {
      const own = all.get(endpoint)
      if (own === undefined) return
      clear(endpoint, own, "unanswered")
      if (!isRefusing(own)) return
      const { kinds, tenant } = asking()
      for (const kind of [Kinds.model, ...kinds]) clear(endpoint, own, nameOf(key, { kind, tenant }))
    },
    answered: (endpoint) => {
      const own = all.get(endpoint)
      if (own !== undefined) clear(endpoint, own, "stalled")
    },
    find: (endpoint, keys, asking, now, probing) => {
      const own = all.get(endpoint)
      if (own === undefined) return undefined
      const isHeld = (state: Demotion.Demotion) =>
        Demotion.isActive(state, now) || (probing && Demotion.isSuspect(state, now))
      for (const because of waits) {
        const waited = own.get(because)
        if (waited !== undefined && isHeld(waited)) return { because, until: waited.until }
      }
      if (!isRefusing(own)) return undefined
      let found: ReturnType<typeof refusal>
      for (const key of keys) {
        const held = refusal(own, key, asking(), isHeld)
        if (held === undefined) return undefined
        if (found === undefined || held.until < found.until) found = held
      }
      if (found === undefined) return undefined
      return found.kind === Kinds.model
        ? { because: "model_not_found", until: found.until }
        : { because: "unsupported", param: found.kind, until: found.until }
    },
    isSuspect: (endpoint, key, asking, now) => {
      const own = all.get(endpoint)
      if (own === undefined) return false
      const isHeld = (state: Demotion.Demotion) => Demotion.isSuspect(state, now)
      const isWaited = waits.some((vain) => isHeld(own.get(vain) ?? Demotion.zero))
      return isWaited || refusal(own, key, asking(), isHeld) !== undefined
    }
  }
}
