import type { Failure } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import type { Verdict } from "../../Verdict.ts"
import type { Step } from "../Step.ts"

const keyId = (step: Step, { id, owner }: Credential): string => `${step.provider.id} ${owner} ${id}`

const keyAt = (step: Step, credential: Credential): string =>
  `${keyId(step, credential)} ${step.candidate.endpoint.id}`

const windowOf = ({ candidate: { endpoint } }: Step): number =>
  endpoint.facts.limits.context ?? endpoint.facts.limits.input ?? 0

/** The context window that a failure requires: larger than the limit it names, and at least the prompt. */
const outgrown = (failure: Failure): number =>
  failure._tag === "ContextLengthExceeded" ? Math.max(failure.limit ?? 0, (failure.got ?? 0) - 1) : 0

/** A request that one item of the caller's chain rejects may be valid at the next. */
const isFault = (failure: Failure): boolean => failure._tag === "InvalidRequest" && failure.status !== 413

/** What the failures of a call exclude from the rest of its plan. */
export class Exclusions {
  /** Nothing follows any more. */
  isStopped = false
  /** The largest window that was too small; only larger ones follow. */
  private window = 0
  /** Models whose other endpoints are excluded, with the endpoint that caused it; undefined if several did. */
  private closedBy: Map<string, string | undefined> | undefined = undefined
  /** All other models are excluded. */
  private onlyModel: string | undefined = undefined
  /** Items of the caller's chain whose request a vendor rejected. */
  private closedItems: Set<number> | undefined = undefined
  private badKeys: Set<string> | undefined = undefined
  /** Keys already used at an endpoint; another key must be a new one. */
  private usedKeys: Set<string> | undefined = undefined

  admits(step: Step): boolean {
    const { closedBy, closedItems, onlyModel, window } = this
    const { id, model } = step.candidate.endpoint
    if (closedItems !== undefined && step.items?.every((item) => closedItems.has(item)) === true) return false
    if (onlyModel !== undefined && model !== onlyModel) return false
    if (closedBy?.has(model) === true && closedBy.get(model) !== id) return false
    return window === 0 || windowOf(step) > window
  }

  /** A vendor refused the key, everywhere or at this endpoint, or it could not be had. */
  isBad(step: Step, credential: Credential): boolean {
    const { badKeys } = this
    return (
      badKeys !== undefined && (badKeys.has(keyId(step, credential)) || badKeys.has(keyAt(step, credential)))
    )
  }

  isUsed(step: Step, credential: Credential): boolean {
    return this.usedKeys?.has(keyAt(step, credential)) === true
  }

  spoil(step: Step, credential: Credential, isHereOnly = false): void {
    this.badKeys ??= new Set()
    this.badKeys.add(isHereOnly ? keyAt(step, credential) : keyId(step, credential))
  }

  use(step: Step, credential: Credential): void {
    ;(this.usedKeys ??= new Set()).add(keyAt(step, credential))
  }

  /** What a failure says of other endpoints and models; of an item of a chain, where its request is at fault. */
  close(step: Step, failure: Failure, verdict: Verdict): void {
    if (verdict.endpoint === "larger_window" || verdict.model === "larger_window") {
      this.window = Math.max(this.window, windowOf(step), outgrown(failure))
    }
    const item = step.items?.find((item) => this.closedItems?.has(item) !== true)
    if (item !== undefined && isFault(failure)) {
      ;(this.closedItems ??= new Set()).add(item)
      return
    }
    const { id, model } = step.candidate.endpoint
    if (verdict.endpoint === "no") {
      this.closedBy ??= new Map()
      const isOthers = this.closedBy.has(model) && this.closedBy.get(model) !== id
      this.closedBy.set(model, isOthers ? undefined : id)
    }
    if (verdict.model === "no") this.onlyModel = model
    if (verdict.endpoint === "no" && verdict.model === "no" && verdict.same === "no") this.isStopped = true
  }
}
