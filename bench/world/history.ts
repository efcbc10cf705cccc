import type { Receipt } from "@turnout/router/Receipt"

/** One attempt as a policy of its own remembers it. */
export interface Past {
  /** Clock reading of its end. */
  readonly at: number
  /** Milliseconds to the first content; absent of a failure. */
  readonly ttft?: number
  /** Milliseconds from its start to its end. */
  readonly ms: number
  /** Tokens of the answer; absent of a failure. */
  readonly tokens?: number
  readonly timedOut: boolean
}

/** What a policy has seen of endpoints, newest last. Only what a receipt tells: no policy reads the world. */
export class History {
  readonly past = new Map<string, Array<Past>>()

  private readonly keepMs: number

  constructor(keepMs: number) {
    this.keepMs = keepMs
  }

  of(endpoint: string): ReadonlyArray<Past> {
    return this.past.get(endpoint) ?? []
  }

  readonly observe = (receipt: Receipt): void => {
    for (const attempt of receipt.attempts) {
      if (attempt.outcome !== "answered" && attempt.outcome !== "failed") continue
      const at = receipt.started_at + attempt.started_ms + attempt.duration_ms
      const list = this.past.get(attempt.endpoint) ?? []
      const isAnswered = attempt.outcome === "answered"
      list.push({
        at,
        ms: attempt.duration_ms,
        timedOut: attempt.reason === "TimedOut",
        ...(isAnswered && attempt.ttft_ms !== undefined ? { ttft: attempt.ttft_ms } : {}),
        ...(isAnswered && receipt.usage !== undefined ? { tokens: receipt.usage.completion_tokens } : {})
      })
      while (list.length > 0 && list[0]!.at < at - this.keepMs) list.shift()
      this.past.set(attempt.endpoint, list)
    }
  }
}
