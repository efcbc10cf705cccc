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
  readonly failed: (tried: Try, failure: Failure, now: number) => void
  /** The try was refused before it was sent; it does not count. */
  readonly skipped: (tried: Try) => void
  readonly sent: () => number
}

const keyId = (step: Step, credential: Credential) => `${step.provider.id} ${credential.id}`

const windowOf = (step: Step) => step.candidate.endpoint.facts.limits.context

export const make = (options: Options): Queue => {
  const { verdicts, draw } = options
  let position = 0
  let sent = 0
  let stopped = false
  /** A window that was too small; only larger ones follow. */
  let window = 0
  /** Models whose other endpoints are ruled out, and whether all other models are. */
  const closedModels = new Set<string>()
  let onlyModel: string | undefined
  const badKeys = new Set<string>()
  const retried = new Set<string>()
  const urgent: Array<Try> = []
  const later: Array<Try> = []

  const admits = ({ candidate }: Step): boolean => {
    const { model } = candidate.endpoint
    if (closedModels.has(model) || (onlyModel !== undefined && model !== onlyModel)) return false
    return window === 0 || (windowOf({ candidate } as Step) ?? 0) > window
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

  const postponed = (): Try | undefined => {
    if (later.length === 0) return undefined
    later.sort((a, b) => a.due - b.due)
    const index = later.findIndex((each) => each.due < options.deadline && admits(each.step))
    return index === -1 ? undefined : later.splice(index, 1)[0]
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
      if (verdict.same === "key") {
        badKeys.add(keyId(step, credential))
        const other = keyOf(step)
        if (other !== undefined) urgent.push({ step, credential: other, due: 0, again: true })
      } else if (verdict.same !== "no" && failure.should_retry !== false && !retried.has(endpoint.id)) {
        retried.add(endpoint.id)
        if (verdict.same === "once") urgent.push({ step, credential, due: 0, again: true })
        else {
          const wait = Backoff.delay(1, draw("backoff", endpoint.id), failure.retry_after_ms)
          later.push({ step, credential, due: now + wait, again: true })
        }
      }
      if (verdict.endpoint === "larger_window" || verdict.model === "larger_window") {
        window = Math.max(window, windowOf(step) ?? 0, ("limit" in failure ? failure.limit : undefined) ?? 0)
      }
      if (verdict.endpoint === "no") closedModels.add(endpoint.model)
      if (verdict.model === "no") onlyModel = endpoint.model
      if (verdict.endpoint === "no" && verdict.model === "no" && verdict.same === "no") stopped = true
    }
  }
}
