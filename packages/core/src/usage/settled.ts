import { inputBuckets, inputTotal, only, outputBuckets, outputTotal, type Usage } from "./buckets.ts"

/** What was asked for, and what an answer to it may come to: against it a vendor's counts are held. */
export interface Sent {
  /** Tokens of the prompt, as they were estimated. */
  readonly prompt: number
  /** Tokens that the endpoint can read. */
  readonly mostInput: number
  /** Tokens of all choices that the caller allows; absent where it says nothing, or is not heard. */
  readonly askedOutput?: number
  /** Tokens of all choices that the endpoint can write. */
  readonly mostOutput: number
}

/** What is known of an answer besides what its vendor counted. */
export interface Evidence {
  readonly sent?: Sent | undefined
  /** UTF-16 units of the answer, reasoning and arguments included. */
  readonly written: number
  /** Reasoning could be read in the answer. */
  readonly reasoned: boolean
  /** The vendor did more than answer (it searched, it ran code): what it read is not only what was sent. */
  readonly more: boolean
}

/**
 * What is believed of a report when the answer is over. A count that the answer itself disproves (zero tokens of a
 * text that is there, more than could be sent or written) is none: an estimate takes its place, and the usage is
 * `assumed`. Nothing is left of a report of nothing but zeros.
 */
export const settled = (reported: Usage | undefined, evidence: Evidence): Usage | undefined => {
  if (reported === undefined) return undefined
  const input = inputTotal(reported)
  const output = outputTotal(reported)
  if (input + output === 0) return undefined
  const usage = reported.reasoning === 0 && evidence.reasoned ? withoutReasoning(reported) : reported
  const { sent, written } = evidence
  if (sent === undefined) return usage
  const read = judgeInput(input, sent, evidence.more)
  const said = judgeOutput(usage, output, sent, written)
  if (read === "believed" && said === "believed") return usage
  return {
    ...(read === "disproved" ? { input: sent.prompt } : only(usage, inputBuckets)),
    ...(said === "disproved" ? { output: Math.ceil(written / unitsPerToken) } : only(usage, outputBuckets)),
    ...only(usage, ["web_search"]),
    assumed: true
  }
}

type Judgement = "believed" | "doubted" | "disproved"

/** By rule of thumb. */
const unitsPerToken = 4

/** A token is never less than a byte, and a UTF-16 unit never more than three of them. */
const bytesPerUnit = 3

/** What its own tools found a vendor reads again in every round. */
const mostRounds = 16

const judgeInput = (input: number, { mostInput }: Sent, more: boolean): Judgement =>
  input === 0 || input > mostInput * (more ? mostRounds : 1) ? "disproved" : "believed"

const judgeOutput = (usage: Usage, output: number, sent: Sent, written: number): Judgement => {
  if (output === 0) return written > 0 ? "disproved" : usage.output === undefined ? "doubted" : "believed"
  const seen = written * bytesPerUnit
  if (output > Math.max(sent.mostOutput, seen)) return "disproved"
  // Some vendors leave the thinking out of the limit: as much as they say that it was may come on top.
  const allowed = (sent.askedOutput ?? Infinity) + (usage.reasoning ?? 0)
  return output > Math.max(allowed, seen) ? "doubted" : "believed"
}

const withoutReasoning = (usage: Usage): Usage => {
  const { reasoning: _, ...rest } = usage
  return rest
}
