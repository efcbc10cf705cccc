import type { Receipt } from "@turnout/router/Receipt"

/** One call, numbered from 1 in the order in which calls ended. */
export interface KeptCall {
  readonly number: number
  readonly receipt: Receipt
}

export interface Limits {
  readonly calls: number
  readonly decisions: number
  readonly bodies: number
}

const withoutBodies = ({ embeddings: _e, request: _q, response: _r, ...receipt }: Receipt): Receipt => receipt
const withoutDecision = ({ decision: _d, ...receipt }: Receipt): Receipt => receipt

/** The newest calls, in a ring: constant work for each, and so much memory at most. */
export class Kept {
  readonly limits: Limits
  private readonly ring: Array<KeptCall> = []
  private last = 0

  constructor(limits: Limits) {
    this.limits = limits
  }

  add(given: Receipt): KeptCall {
    const { bodies, calls, decisions } = this.limits
    const call = { number: ++this.last, receipt: bodies === 0 ? withoutBodies(given) : given }
    this.ring[this.last % calls] = call
    this.strip(this.last - decisions, withoutDecision)
    if (bodies > 0) this.strip(this.last - bodies, withoutBodies)
    return call
  }

  /** Undefined: there was none, or it is kept no more. */
  get(number: number): KeptCall | undefined {
    const found = this.ring[number % this.limits.calls]
    return found?.number === number ? found : undefined
  }

  /** How many calls there were, and how many of them are kept. */
  get total(): number {
    return this.last
  }
  get size(): number {
    return Math.min(this.last, this.limits.calls)
  }

  /** The newest first. */
  *newest(): Generator<KeptCall> {
    for (let number = this.last; number > this.last - this.size; number--) yield this.get(number)!
  }

  clear(): void {
    this.ring.length = 0
    this.last = 0
  }

  private strip(number: number, without: (receipt: Receipt) => Receipt): void {
    const found = number > 0 ? this.get(number) : undefined
    if (found !== undefined) {
      this.ring[number % this.limits.calls] = { number, receipt: without(found.receipt) }
    }
  }
}
