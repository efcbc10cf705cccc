import type { Failure } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import * as Backoff from "./Backoff.ts"
import type { SameEndpoint } from "../Verdict.ts"
import type { Options, Queue, Try } from "./queue/contract.ts"
import { Exclusions } from "./queue/exclusions.ts"
import type { Step } from "./Step.ts"

export type { Options, Queue, Try } from "./queue/contract.ts"

/** How many steps are looked at ahead of their turn. */
const farthest = 16
/** A planned backup may be dear, and far behind: it is used by few calls. */
const farthestPlanned = 64

const noMore = { here: 0, left: 0 }

const anyStep = (): boolean => true

const isNamed = ({ candidate }: Step, id: string): boolean => candidate.endpoint.id === id

class Remaining implements Queue {
  private readonly options: Options
  private position = 0
  private count = 0
  private readonly exclusions = new Exclusions()
  private retried: Set<string> | undefined = undefined
  private readonly urgent: Array<Try> = []
  private readonly later: Array<Try> = []
  /** Steps examined before their turn. */
  private readonly ahead: Array<Step> = []
  private isWanted: (step: Step) => boolean = anyStep

  constructor(options: Options) {
    this.options = options
  }

  sent(): number {
    return this.count
  }

  next(now: number): Try | undefined {
    if (this.isOver(now)) return undefined
    const found = this.urgent.shift() ?? this.fresh(now) ?? this.postponed(now)
    if (found !== undefined) this.count += 1
    return found
  }

  backup(
    now: number,
    busy: ReadonlyArray<Step>,
    isGood: (step: Step) => boolean,
    planned?: string
  ): Try | undefined {
    const { ahead, options } = this
    if (this.exclusions.isStopped || !options.fallbacks || now >= options.deadline) return undefined
    this.lookAhead(planned === undefined ? farthest : farthestPlanned)
    let found =
      planned === undefined
        ? undefined
        : this.beside(
            this.ahead.find((step) => isNamed(step, planned) && isGood(step)),
            now
          )
    for (const step of found === undefined ? ahead : []) {
      const isElsewhere = busy.every(({ provider }) => provider !== step.provider)
      if (found !== undefined && !isElsewhere) continue
      const hedge = isGood(step) ? this.beside(step, now) : undefined
      if (hedge === undefined) continue
      found = hedge
      if (isElsewhere) break
    }
    if (found !== undefined) ahead.splice(ahead.indexOf(found.step), 1)
    return found
  }

  /** The step as a hedge, if it can be one. */
  private beside(step: Step | undefined, now: number): Try | undefined {
    const credential = step !== undefined && this.admits(step) ? this.keyOf(step, now) : undefined
    if (step === undefined || credential === undefined) return undefined
    return this.options.isOpen(step, credential, now)
      ? { step, credential, due: 0, again: false, hedge: true }
      : undefined
  }

  another(now: number): Try | undefined {
    if (this.isOver(now)) return undefined
    const found = this.fresh(now)
    if (found !== undefined) this.count += 1
    return found
  }

  alternatives(now: number): { readonly here: number; readonly left: number } {
    const left = this.exclusions.isStopped ? 0 : Math.max(0, this.options.most - this.count)
    if (left === 0) return noMore
    if (!this.options.fallbacks) return { here: 0, left }
    this.lookAhead(Math.min(left, farthest))
    let here = 0
    for (const step of this.ahead) if (this.admits(step) && this.keyOf(step, now) !== undefined) here += 1
    return { here: Math.min(here, left), left }
  }

  restrict(admits: (step: Step) => boolean): void {
    this.isWanted = admits
    for (const each of this.urgent.splice(0)) if (admits(each.step)) this.urgent.push(each)
  }

  skipped(tried: Try, due?: number): void {
    if (tried.hedge !== true) this.count -= 1
    if (due !== undefined) this.later.push({ ...tried, due, last: true, refused: true })
  }

  resend({ step, credential }: Try, reconnects = 0): boolean {
    return this.urgent.push({ step, credential, due: 0, again: true, reconnects }) > 0
  }

  renew({ step, credential }: Try): boolean {
    return this.urgent.push({ step, credential, due: 0, again: true, renewed: true }) > 0
  }

  unusable({ credential, hedge, step }: Try, now: number): void {
    if (hedge !== true) this.count -= 1
    this.exclusions.spoil(step, credential)
    const other = this.keyOf(step, now)
    if (other !== undefined) this.urgent.push({ step, credential: other, due: 0, again: true })
  }

  failed(tried: Try, failure: Failure, now: number): boolean {
    const { exclusions } = this
    const { step, credential } = tried
    const verdict = this.options.verdicts[failure._tag]
    const { same } = verdict
    if (same !== "no" && same !== "key" && failure.should_retry !== false) {
      this.retry(tried, failure, same, now)
    }
    exclusions.use(step, credential)
    // A key without permission for this model may have one for another.
    if (same === "key") exclusions.spoil(step, credential, failure._tag === "PermissionDenied")
    const other = same === "key" || failure._tag === "RateLimited" ? this.keyOf(step, now) : undefined
    if (other !== undefined) {
      // It is waited for: what fails before its turn does not queue it once more.
      exclusions.use(step, other)
      this.urgent.push({ step, credential: other, due: 0, again: true })
    }
    exclusions.close(step, failure, verdict)
    return other !== undefined
  }

  private retry({ step, credential }: Try, failure: Failure, same: SameEndpoint, now: number): void {
    const { id } = step.candidate.endpoint
    this.retried ??= new Set()
    if (this.retried.has(id)) return
    this.retried.add(id)
    const again = { step, credential, again: true, retry: true }
    if (same === "once") {
      this.urgent.push({ ...again, due: 0 })
      return
    }
    const wait = Backoff.delay(1, this.options.random("backoff", id), failure.retry_after_ms)
    this.later.push({ ...again, due: now + wait, last: same === "last" })
  }

  private isOver(now: number): boolean {
    return this.exclusions.isStopped || this.count >= this.options.most || now >= this.options.deadline
  }

  private admits(step: Step): boolean {
    return this.isWanted(step) && this.exclusions.admits(step)
  }

  private keyOf(step: Step, now: number): Credential | undefined {
    let usable: Credential | undefined
    for (const credential of step.credentials) {
      if (this.exclusions.isBad(step, credential) || this.exclusions.isUsed(step, credential)) continue
      if (this.options.isOpen(step, credential, now)) return credential
      usable ??= credential
    }
    return usable
  }

  private look(): Step | undefined {
    const step = this.options.step(this.position)
    if (step !== undefined) this.position += 1
    return step
  }

  private lookAhead(count: number): void {
    while (this.ahead.length < count) {
      const step = this.look()
      if (step === undefined) return
      this.ahead.push(step)
    }
  }

  private turn(): Step | undefined {
    return this.options.fallbacks || this.position === 0 ? (this.ahead.shift() ?? this.look()) : undefined
  }

  private fresh(now: number): Try | undefined {
    for (let step = this.turn(); step !== undefined; step = this.turn()) {
      const credential = this.admits(step) ? this.keyOf(step, now) : undefined
      if (credential !== undefined) return { step, credential, due: 0, again: false }
    }
    return undefined
  }

  /** The retry that is due first, `last` ones after others; with another key if its own was refused since. */
  private postponed(now: number): Try | undefined {
    const { later } = this
    later.sort((a, b) => Number(a.last ?? false) - Number(b.last ?? false) || a.due - b.due)
    for (const [index, each] of later.entries()) {
      if (each.due >= this.options.deadline || !this.admits(each.step)) continue
      const isRefused = this.exclusions.isBad(each.step, each.credential)
      const credential = isRefused ? this.keyOf(each.step, now) : each.credential
      if (credential === undefined) continue
      later.splice(index, 1)
      return isRefused ? { ...each, credential } : each
    }
    return undefined
  }
}

export const make = (options: Options): Queue => new Remaining(options)
