import type { Failure } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import * as Backoff from "./Backoff.ts"
import type { Options, Queue, Try } from "./queue/contract.ts"
import type { Step } from "./Step.ts"

export type { Options, Queue, Try } from "./queue/contract.ts"

const keyId = (step: Step, credential: Credential) =>
  `${step.provider.id} ${credential.owner} ${credential.id}`

const windowOf = ({ candidate: { endpoint } }: Step): number =>
  endpoint.facts.limits.context ?? endpoint.facts.limits.input ?? 0

/** The context window that a failure requires: larger than the limit it names, and at least the prompt. */
const outgrown = (failure: Failure): number =>
  failure._tag === "ContextLengthExceeded" ? Math.max(failure.limit ?? 0, (failure.got ?? 0) - 1) : 0

/** A request that one item of the caller's chain rejects may be valid at the next. */
const isFault = (failure: Failure): boolean => failure._tag === "InvalidRequest" && failure.status !== 413

/** How many steps are looked at ahead of their turn. */
const farthest = 16

export const make = (options: Options): Queue => {
  const { verdicts, random } = options
  let position = 0
  let sent = 0
  let stopped = false
  /** The largest window that was too small; only larger ones follow. */
  let window = 0
  /** Models whose other endpoints are excluded, with the endpoint that caused it; undefined if several did. */
  const closedBy = new Map<string, string | undefined>()
  /** All other models are excluded. */
  let onlyModel: string | undefined
  /** Items of the caller's chain whose request a vendor rejected. */
  const closedItems = new Set<number>()
  const badKeys = new Set<string>()
  /** Keys already used at an endpoint; another key must be a new one. */
  const usedKeys = new Set<string>()
  const retried = new Set<string>()
  const urgent: Array<Try> = []
  const later: Array<Try> = []

  let isWanted = (_step: Step): boolean => true

  const admits = (step: Step): boolean => {
    if (!isWanted(step)) return false
    const { id, model } = step.candidate.endpoint
    if (step.items?.every((item) => closedItems.has(item)) === true) return false
    if (onlyModel !== undefined && model !== onlyModel) return false
    if (closedBy.has(model) && closedBy.get(model) !== id) return false
    return window === 0 || windowOf(step) > window
  }

  const isBad = (step: Step, credential: Credential): boolean => {
    if (badKeys.size === 0) return false
    const id = keyId(step, credential)
    return badKeys.has(id) || badKeys.has(`${id} ${step.candidate.endpoint.id}`)
  }

  const isUsed = (step: Step, credential: Credential): boolean =>
    usedKeys.size > 0 && usedKeys.has(`${keyId(step, credential)} ${step.candidate.endpoint.id}`)

  const keyOf = (step: Step, now: number): Credential | undefined => {
    let usable: Credential | undefined
    for (const credential of step.credentials) {
      if (isBad(step, credential) || isUsed(step, credential)) continue
      if (options.isOpen(step, credential, now)) return credential
      usable ??= credential
    }
    return usable
  }

  /** Steps examined before their turn. */
  const ahead: Array<Step> = []

  const look = (): Step | undefined => {
    const step = options.step(position)
    if (step !== undefined) position += 1
    return step
  }

  const lookAhead = (count: number): void => {
    while (ahead.length < count) {
      const step = look()
      if (step === undefined) return
      ahead.push(step)
    }
  }

  const turn = (): Step | undefined =>
    options.fallbacks || position === 0 ? (ahead.shift() ?? look()) : undefined

  const fresh = (now: number): Try | undefined => {
    for (let step = turn(); step !== undefined; step = turn()) {
      const credential = admits(step) ? keyOf(step, now) : undefined
      if (credential !== undefined) return { step, credential, due: 0, again: false }
    }
    return undefined
  }

  /** The retry that is due first, `last` ones after others; with another key if its own was refused since. */
  const postponed = (now: number): Try | undefined => {
    later.sort((a, b) => Number(a.last ?? false) - Number(b.last ?? false) || a.due - b.due)
    for (const [index, each] of later.entries()) {
      if (each.due >= options.deadline || !admits(each.step)) continue
      const isRefused = isBad(each.step, each.credential)
      const credential = isRefused ? keyOf(each.step, now) : each.credential
      if (credential === undefined) continue
      later.splice(index, 1)
      return isRefused ? { ...each, credential } : each
    }
    return undefined
  }

  return {
    sent: () => sent,
    next: (now) => {
      if (stopped || sent >= options.most || now >= options.deadline) return undefined
      const found = urgent.shift() ?? fresh(now) ?? postponed(now)
      if (found !== undefined) sent += 1
      return found
    },
    backup: (now, busy, isGood) => {
      if (stopped || !options.fallbacks || now >= options.deadline) return undefined
      lookAhead(farthest)
      let found: Try | undefined
      for (const step of ahead) {
        const isElsewhere = busy.every(({ provider }) => provider !== step.provider)
        if (found !== undefined && !isElsewhere) continue
        const credential = admits(step) && isGood(step) ? keyOf(step, now) : undefined
        if (credential === undefined || !options.isOpen(step, credential, now)) continue
        found = { step, credential, due: 0, again: false, hedge: true }
        if (isElsewhere) break
      }
      if (found !== undefined) ahead.splice(ahead.indexOf(found.step), 1)
      return found
    },
    another: (now) => {
      if (stopped || sent >= options.most || now >= options.deadline) return undefined
      const found = fresh(now)
      if (found !== undefined) sent += 1
      return found
    },
    alternatives: (now) => {
      const left = stopped ? 0 : Math.max(0, options.most - sent)
      if (left === 0 || !options.fallbacks) return { here: 0, left }
      lookAhead(Math.min(left, farthest))
      const steps = ahead.filter((step) => admits(step) && keyOf(step, now) !== undefined)
      return { here: Math.min(steps.length, left), left }
    },
    restrict: (admits) => {
      isWanted = admits
      for (const each of urgent.splice(0)) if (admits(each.step)) urgent.push(each)
    },
    skipped: (tried, due) => {
      if (tried.hedge !== true) sent -= 1
      if (due !== undefined) later.push({ ...tried, due, last: true, refused: true })
    },
    resend: ({ step, credential }, reconnects = 0) =>
      urgent.push({ step, credential, due: 0, again: true, reconnects }) > 0,
    renew: ({ step, credential }) =>
      urgent.push({ step, credential, due: 0, again: true, renewed: true }) > 0,
    unusable: ({ credential, hedge, step }, now) => {
      if (hedge !== true) sent -= 1
      badKeys.add(keyId(step, credential))
      const other = keyOf(step, now)
      if (other !== undefined) urgent.push({ step, credential: other, due: 0, again: true })
    },
    failed: (tried, failure, now) => {
      const { step, credential } = tried
      const { endpoint } = step.candidate
      const verdict = verdicts[failure._tag]
      let another = false
      const isRetried =
        verdict.same !== "no" &&
        verdict.same !== "key" &&
        failure.should_retry !== false &&
        !retried.has(endpoint.id)
      if (isRetried) {
        retried.add(endpoint.id)
        const again = { step, credential, again: true, retry: true }
        if (verdict.same === "once") urgent.push({ ...again, due: 0 })
        else {
          const wait = Backoff.delay(1, random("backoff", endpoint.id), failure.retry_after_ms)
          later.push({ ...again, due: now + wait, last: verdict.same === "last" })
        }
      }
      const id = keyId(step, credential)
      usedKeys.add(`${id} ${endpoint.id}`)
      if (verdict.same === "key") {
        // A key without permission for this model may have one for another.
        badKeys.add(failure._tag === "PermissionDenied" ? `${id} ${endpoint.id}` : id)
      }
      if (verdict.same === "key" || failure._tag === "RateLimited") {
        const other = keyOf(step, now)
        if (other !== undefined) {
          another = true
          // It is waited for: what fails before its turn does not queue it once more.
          usedKeys.add(`${keyId(step, other)} ${endpoint.id}`)
          urgent.push({ step, credential: other, due: 0, again: true })
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
