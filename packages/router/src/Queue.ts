import type { Failure, FailureClass } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import * as Backoff from "./Backoff.ts"
import type { Step } from "./Step.ts"
import type { Verdict } from "./Verdict.ts"

/** What is sent next: a step with a key, after a wait. */
export interface Try {
  readonly step: Step
  readonly credential: Credential
  /** Clock reading before which it is not sent. */
  readonly due: number
  /** A second request to an endpoint that failed: it may be cooling through our own doing. */
  readonly again: boolean
  /** Behind everything else that is left. */
  readonly last?: boolean
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
  readonly draw: (purpose: string, endpoint: string) => number
}

/**
 * What is left of a plan: pure but for its own state. A failure is told with `failed`, what follows from it is
 * asked with `next`; there is no other loop.
 */
export interface Queue {
  readonly next: (now: number) => Try | undefined
  /** Tells whether the same endpoint follows at once with another key. */
  readonly failed: (tried: Try, failure: Failure, now: number) => boolean
  /** The try was refused before it was sent; it does not count. */
  readonly skipped: (tried: Try) => void
  readonly sent: () => number
}

const keyId = (step: Step, credential: Credential) => `${step.provider.id} ${credential.id}`

const windowOf = ({ candidate }: Step): number => {
  const { context, input } = candidate.endpoint.facts.limits
  return context ?? input ?? 0
}

/** What a failure says of the window that would do: larger than what it names, and no smaller than the prompt. */
const outgrown = (failure: Failure): number =>
  failure._tag === "ContextLengthExceeded" ? Math.max(failure.limit ?? 0, (failure.got ?? 0) - 1) : 0

/** What is wrong with a request at one item of the caller's chain may be right at the next. */
const isFault = (failure: Failure): boolean => failure._tag === "InvalidRequest" && failure.status !== 413

export const make = (options: Options): Queue => {
  const { verdicts, draw } = options
  let position = 0
  let sent = 0
  let stopped = false
  /** A window that was too small; only larger ones follow. */
  let window = 0
  /** Models whose other endpoints are ruled out, with the one that did it; undefined where several did. */
  const closedBy = new Map<string, string | undefined>()
  /** All other models are ruled out. */
  let onlyModel: string | undefined
  /** Items of the caller's chain that a vendor found wrong. */
  const closedItems = new Set<number>()
  const badKeys = new Set<string>()
  const retried = new Set<string>()
  const urgent: Array<Try> = []
  const later: Array<Try> = []

  const admits = (step: Step): boolean => {
    const { id, model } = step.candidate.endpoint
    if (step.items?.every((item) => closedItems.has(item)) === true) return false
    if (onlyModel !== undefined && model !== onlyModel) return false
    if (closedBy.has(model) && closedBy.get(model) !== id) return false
    return window === 0 || windowOf(step) > window
  }

  const keyOf = (step: Step): Credential | undefined =>
    step.provider.credentials.find((credential) => !badKeys.has(keyId(step, credential)))

  const fresh = (): Try | undefined => {
    while (options.fallbacks || position === 0) {
      const step = options.step(position)
      if (step === undefined) return undefined
      position += 1
      const credential = admits(step) ? keyOf(step) : undefined
      if (credential !== undefined) return { step, credential, due: 0, again: false }
    }
    return undefined
  }

  /** The retry that is due first, unless it must be the last; with a key that was not refused since. */
  const postponed = (): Try | undefined => {
    later.sort((a, b) => Number(a.last ?? false) - Number(b.last ?? false) || a.due - b.due)
    for (const [index, each] of later.entries()) {
      if (each.due >= options.deadline || !admits(each.step)) continue
      const isBad = badKeys.has(keyId(each.step, each.credential))
      const credential = isBad ? keyOf(each.step) : each.credential
      if (credential === undefined) continue
      later.splice(index, 1)
      return isBad ? { ...each, credential } : each
    }
    return undefined
  }

  return {
    sent: () => sent,
    next: (now) => {
      if (stopped || sent >= options.most || now >= options.deadline) return undefined
      const found = urgent.shift() ?? fresh() ?? postponed()
      if (found !== undefined) sent += 1
      return found
    },
    skipped: () => {
      sent -= 1
    },
    failed: (tried, failure, now) => {
      const { step, credential } = tried
      const { endpoint } = step.candidate
      const verdict = verdicts[failure._tag]
      let another = false
      if (verdict.same === "key") {
        badKeys.add(keyId(step, credential))
        const other = keyOf(step)
        if (other !== undefined) {
          another = true
          urgent.push({ step, credential: other, due: 0, again: true })
        }
      } else if (verdict.same !== "no" && failure.should_retry !== false && !retried.has(endpoint.id)) {
        retried.add(endpoint.id)
        if (verdict.same === "once") urgent.push({ step, credential, due: 0, again: true })
        else {
          const wait = Backoff.delay(1, draw("backoff", endpoint.id), failure.retry_after_ms)
          later.push({ step, credential, due: now + wait, again: true, last: verdict.same === "last" })
        }
      }
      if (verdict.endpoint === "larger_window" || verdict.model === "larger_window") {
        window = Math.max(window, windowOf(step), outgrown(failure))
      }
      const item = step.items?.find((item) => !closedItems.has(item))
      if (item !== undefined && isFault(failure)) {
        closedItems.add(item)
        return another
      }
      if (verdict.endpoint === "no") {
        const { id, model } = endpoint
        closedBy.set(model, closedBy.has(model) && closedBy.get(model) !== id ? undefined : id)
      }
      if (verdict.model === "no") onlyModel = endpoint.model
      if (verdict.endpoint === "no" && verdict.model === "no" && verdict.same === "no") stopped = true
      return another
    }
  }
}
