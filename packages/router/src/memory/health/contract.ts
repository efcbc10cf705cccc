import type { Endpoint } from "@turnout/core/Endpoint"
import type { Failure } from "@turnout/core/Failure"
import type { Credential, RateLimit } from "@turnout/core/Provider"
import type { SignalsSnapshot } from "@turnout/core/Signals"
import type * as Demotion from "../Demotion.ts"
import type { Cooldowns } from "./cooldowns.ts"
import type { Asking, Lasting } from "./demotions.ts"

export type { Asking, Lasting } from "./demotions.ts"

/** An endpoint and the key used for it. */
export interface Subject {
  readonly endpoint: Endpoint
  readonly credential: Credential
}

export type Because = "cooling" | "key_cooling" | "probing" | "retry_budget"

/** Why a request is not admitted now, and until which clock reading, if known. */
export interface Refused {
  readonly because: Because
  readonly until?: number
  /** The vendor itself asks to wait. */
  readonly asked?: boolean
  /** It is a rate limit of the vendor's. */
  readonly limited?: boolean
}

export interface Entering {
  readonly now: number
  /** A second request to an endpoint that failed in this call: its cooldown may have been caused by this call. */
  readonly again?: boolean
  /** A retry with the same key: it counts against the retry budget. */
  readonly retry?: boolean
  readonly lenience?: Lenience | undefined
  readonly asking?: () => Asking
}

/** Relaxed admission for when no healthy endpoint is left: endpoints in cooldown are used, probed or not. */
export interface Lenience {
  /** False: admit what is cooling down, but for what the vendor itself asks to wait. */
  readonly own?: boolean
  /** False: admit keys that only announced, in a successful answer, that no quota remains. */
  readonly announced?: boolean
}

export interface Failing {
  readonly failure: Failure
  readonly at: number
  /** The vendor responded, even with an error. */
  readonly reached: boolean
  /** The endpoint had its usual time: a short timeout of one caller says nothing about it. */
  readonly fair: boolean
  /** The endpoints of the same model: not all of them may be in cooldown at once. */
  readonly siblings: ReadonlyArray<string>
  /** Its caller ended the wait, and it lasted long enough to be held against the endpoint, which is ranked last. */
  readonly vain?: Demotion.Vain | undefined
  /** What it refused will be refused again. */
  readonly lasting?: Lasting
}

/**
 * Which endpoints and keys are in cooldown, and until when. Mutable, without clock, randomness or effects. Planning
 * reads it through a snapshot; each attempt checks it again in one synchronous step.
 */
export interface State {
  /** Admits a request, or returns the reason why not. */
  readonly enter: (subject: Subject, entering: Entering) => Refused | undefined
  /** The vendor has started to answer, and may report its remaining quota. */
  readonly reached: (subject: Subject, at: number, limit?: RateLimit, asking?: () => Asking) => void
  /** The request was answered. */
  readonly answered: (subject: Subject, at: number) => void
  readonly failed: (subject: Subject, failing: Failing) => void
  /** The attempt was interrupted; not counted, unless its caller had waited in vain. */
  readonly abandoned: (
    subject: Subject,
    vain?: { readonly because: Demotion.Vain; readonly at: number }
  ) => void
  /** Whether calls of this kind with this key rank the endpoint last. */
  readonly isDemoted: (subject: Subject, asking: () => Asking, now: number) => boolean
  /** Clock reading at which this key's cooldown at the endpoint ends; 0 if it is not cooling down. */
  readonly keyUntil: (subject: Subject, now: number) => number
  /** Whether, as its vendor said last, the key has enough left there for so many tokens. */
  readonly hasRoom: (subject: Subject, tokens: number, now: number) => boolean
  /** The same signals, with the cooldown of each endpoint as seen by a caller with these keys. */
  readonly over: (
    snapshot: SignalsSnapshot,
    keys: (provider: string) => ReadonlyArray<Credential>,
    now: number,
    lenience?: Lenience,
    asking?: () => Asking
  ) => SignalsSnapshot
  /** Those in force, for who lists them. */
  readonly cooldowns: Cooldowns
  /** Connections to several providers fail at the same time: the host's own network is suspected. */
  readonly isNetworkSuspect: (now: number) => boolean
}
