import type { Endpoint } from "@turnout/core/Endpoint"
import type { Failure } from "@turnout/core/Failure"
import type { Credential, RateLimit } from "@turnout/core/Provider"
import type { SignalsSnapshot } from "@turnout/core/Signals"

/** An endpoint, asked with one of its keys. */
export interface Subject {
  readonly endpoint: Endpoint
  readonly credential: Credential
}

export type Because = "cooling" | "key_cooling" | "probing" | "retry_budget"

/** Why nothing is sent there now, and the clock reading until which that holds, where it is known. */
export interface Refused {
  readonly because: Because
  readonly until?: number
}

export interface Entering {
  readonly now: number
  /** A second request, to an endpoint that failed in this call: it may be cooling through our own doing. */
  readonly again?: boolean
  /** The same, with the key that it had: retries are budgeted. */
  readonly retry?: boolean
  readonly lenience?: Lenience
}

/** Nothing better is left: who is left alone is asked all the same, probe or not. */
export interface Lenience {
  /** Clock reading: who is open again by then. */
  readonly as_of?: number
  /** False: who only announced, with an answer, that nothing is left. */
  readonly announced?: boolean
}

export interface Failing {
  readonly failure: Failure
  readonly at: number
  /** Something was heard of the vendor, if only that it fails. */
  readonly reached: boolean
  /** It had the time that anybody has: a caller in a hurry says nothing for others. */
  readonly fair: boolean
  /** The endpoints of the same model: not all of them are left alone at once. */
  readonly siblings: ReadonlyArray<string>
}

/**
 * Whom to leave alone, and for how long: endpoints, and keys of them. A mutable value without clock, randomness
 * or effect; planning reads it through a snapshot, attempting asks it once more, in one synchronous step.
 */
export interface State {
  /** Takes a place there, or tells why not. */
  readonly enter: (subject: Subject, entering: Entering) => Refused | undefined
  /** The vendor answers, and may say what is left of its limits. */
  readonly reached: (subject: Subject, at: number, limit?: RateLimit) => void
  /** It has answered. */
  readonly answered: (subject: Subject, at: number) => void
  readonly failed: (subject: Subject, failing: Failing) => void
  /** Given up by us; it says nothing. */
  readonly abandoned: (subject: Subject) => void
  /** The clock reading until which this key is left alone there; 0 when it is not. */
  readonly keyUntil: (subject: Subject, now: number) => number
  /** The same signals, with the cooling of each endpoint as it is for whoever has these keys. */
  readonly over: (
    snapshot: SignalsSnapshot,
    keys: (provider: string) => ReadonlyArray<Credential>,
    now: number,
    lenience?: Lenience
  ) => SignalsSnapshot
  /** Nobody was reached for a moment, at more than one provider: the host's own network is the suspect. */
  readonly isNetworkSuspect: (now: number) => boolean
}
