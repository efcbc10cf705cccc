import type { ReasoningDetailInput } from "./ChatRequest.ts"

/**
 * Reasoning as parts of an earlier answer brought it back, in the order of the blocks that it is of. A block that was told
 * before its signature is told again, whole: the later one stands.
 */
export const details = (
  brought: ReadonlyArray<ReasoningDetailInput>
): ReadonlyArray<ReasoningDetailInput> => {
  if (brought.some(({ index }) => typeof index !== "number")) return brought
  const blocks = new Map<string, ReasoningDetailInput>()
  for (const detail of brought) blocks.set(`${detail.index}\n${detail.type}`, detail)
  return [...blocks.values()].sort((left, right) => left.index! - right.index!)
}

/** Whether a host that reads and writes the arguments of a call changes their text: spaces, or numbers beyond 2^53. */
export const isAltered = (text: string): boolean => {
  try {
    return JSON.stringify(JSON.parse(text)) !== text
  } catch {
    return false
  }
}

/** The text of a call's arguments: the model's own where the host left their values as they were. */
export const argumentsOf = (input: unknown, native: unknown): string => {
  const text = typeof input === "string" ? input : (JSON.stringify(input) ?? "{}")
  if (typeof native !== "string") return text
  try {
    return JSON.stringify(JSON.parse(native)) === text ? native : text
  } catch {
    return text
  }
}
