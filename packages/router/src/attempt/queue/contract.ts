import type { Failure, FailureClass } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import type { Verdict } from "../../Verdict.ts"
import type { Step } from "../Step.ts"

/** What is sent next: a step with a key, after a wait. */
export interface Try {
  readonly step: Step
  readonly credential: Credential
  /** Clock reading before which it is not sent. */
  readonly due: number
  /** A second request to an endpoint that failed: it may be cooling through our own doing. */
  readonly again: boolean
  /** The same, with the key that it had. */
  readonly retry?: boolean
  /** Behind everything else that is left. */
  readonly last?: boolean
  /** It was refused before, and nothing better is left. */
  readonly refused?: boolean
  /** Beside another one; it does not count. */
  readonly hedge?: boolean
  /** How often its kept connection had been closed: it asks for a new one. */
  readonly reconnects?: number
  /** Its key was refused, and is asked for anew. */
  readonly renewed?: boolean
}

export interface Options {
  /** The step at a place of the plan's order. */
  readonly step: (position: number) => Step | undefined
  readonly verdicts: { readonly [failure in FailureClass]: Verdict }
  /** False: the first step, its keys and its one retry are all there is. */
  readonly fallbacks: boolean
  /** Attempts over everything. */
  readonly most: number
  readonly deadline: number
  readonly random: (purpose: string, endpoint: string) => number
  /** Whether a key is not cooling down there; if all are, the first is used. */
  readonly isOpen: (step: Step, credential: Credential, now: number) => boolean
}

/**
 * What is left of a plan: pure but for its own state. A failure is told with `failed`, what follows from it is
 * asked with `next`; there is no other loop.
 */
export interface Queue {
  readonly next: (now: number) => Try | undefined
  /** A first request to be sent beside others: at another provider where there is one. It does not count. */
  readonly backup: (
    now: number,
    busy: ReadonlyArray<Step>,
    isGood: (step: Step) => boolean,
    /** The endpoint that a strategy planned for it: it precedes the others. */
    planned?: string
  ) => Try | undefined
  /** Tells whether the same endpoint follows at once with another key. */
  readonly failed: (tried: Try, failure: Failure, now: number) => boolean
  /** The same once more, at once: what was refused is what was added to the request. True, as after `failed`. */
  readonly resend: (tried: Try, reconnects?: number) => boolean
  /** The same once more, at once, with its key asked for anew. True, as after `failed`. */
  readonly renew: (tried: Try) => boolean
  /** Its key cannot be used in this call: nothing was sent, and the next key of the endpoint follows. */
  readonly unusable: (tried: Try, now: number) => void
  /** The next step that was not tried, before its time: it counts. */
  readonly another: (now: number) => Try | undefined
  /** How many steps could still follow (`here`), and how many attempts are left. */
  readonly alternatives: (now: number) => { readonly here: number; readonly left: number }
  /** From now on only these, retries among them. */
  readonly restrict: (admits: (step: Step) => boolean) => void
  /** The try was refused before it was sent; it does not count. `due`: from then on it is good enough, if nothing else is left. */
  readonly skipped: (tried: Try, due?: number) => void
  readonly sent: () => number
}
