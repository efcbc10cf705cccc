import type { Outcome } from "@turnout/core/Signals"

/** A running hash of everything recorded: equal histories have equal digests. */
export interface Digest {
  a: number
  b: number
}

export const make = (): Digest => ({ a: 0x6a09_e667, b: 0xbb67_ae85 | 0 })

const double = new Float64Array(1)
const halves = new Int32Array(double.buffer)

export const add = (digest: Digest, outcome: Outcome): void => {
  addText(digest, outcome.type)
  addText(digest, outcome.endpoint)
  addNumber(digest, outcome.at)
  if (outcome.type === "answered") {
    addNumber(digest, outcome.ttft_ms ?? -1)
    addNumber(digest, outcome.tps ?? -1)
    addNumber(digest, (outcome.stream ? 1 : 0) + (outcome.committed === true ? 2 : 0))
    addText(digest, outcome.model ?? "")
    addText(digest, outcome.session ?? "")
    addNumber(digest, outcome.prompt_tokens ?? -1)
    addNumber(digest, outcome.output_tokens ?? -1)
    if (outcome.rate_limit !== undefined) {
      const { remaining_requests, remaining_tokens, reset_requests_at, reset_tokens_at } = outcome.rate_limit
      for (const value of [remaining_requests, remaining_tokens, reset_requests_at, reset_tokens_at]) {
        addNumber(digest, value ?? -1)
      }
    }
  } else if (outcome.type === "failed") {
    addText(digest, outcome.class)
    addNumber(digest, outcome.retry_after_ms ?? -1)
    addNumber(digest, (outcome.scope === "key" ? 1 : 0) + (outcome.committed === true ? 2 : 0))
    addWait(digest, outcome)
  } else if (outcome.type === "abandoned") {
    addNumber(digest, outcome.committed === true ? 1 : 0)
    addWait(digest, outcome)
  }
}

const addWait = (
  digest: Digest,
  { stream, waited_ms }: { readonly stream?: boolean; readonly waited_ms?: number }
): void => {
  addNumber(digest, stream === undefined ? -1 : stream ? 1 : 0)
  addNumber(digest, waited_ms ?? -1)
}

const addText = (digest: Digest, text: string): void => {
  for (let index = 0; index < text.length; index++) mix(digest, text.charCodeAt(index))
  mix(digest, 0x1_0000)
}

const addNumber = (digest: Digest, value: number): void => {
  double[0] = value
  mix(digest, halves[0]!)
  mix(digest, halves[1]!)
}

const mix = (digest: Digest, word: number): void => {
  digest.a = Math.imul(digest.a ^ word, 0x9e37_79b1)
  digest.a ^= digest.a >>> 15
  digest.b = Math.imul(digest.b + word + (digest.a | 0), 0x85eb_ca77)
  digest.b ^= digest.b >>> 13
}

export const text = ({ a, b }: Digest): string =>
  (a >>> 0).toString(16).padStart(8, "0") + (b >>> 0).toString(16).padStart(8, "0")
