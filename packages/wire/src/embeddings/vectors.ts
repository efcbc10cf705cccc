import { fromBase64, type Vector } from "@turnout/core/Embedding"
import { type Failure, isFailure, MalformedResponse } from "@turnout/core/Failure"
import type { Json } from "@turnout/core/Json"
import { isObject } from "../internal/json.ts"

export const malformed = (rule: string, message: string): Failure =>
  new MalformedResponse({ message, rule: `embeddings:${rule}` })

/**
 * Vectors by the index that stands beside each, in its order: `entries` may come in any. An index that is missing, twice
 * there or out of range leaves no way to tell whose a vector is.
 */
export const byIndex = (entries: ReadonlyArray<Json>, field: string): ReadonlyArray<unknown> | Failure => {
  const vectors: Array<unknown> = Array.from({ length: entries.length })
  const seen = new Set<number>()
  for (const entry of entries) {
    const index = isObject(entry) ? entry["index"] : undefined
    if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || index >= entries.length) {
      return malformed("index", "A vector of the answer has no index, or one that no input has.")
    }
    if (seen.has(index)) return malformed("index", "Two vectors of the answer have the same index.")
    seen.add(index)
    vectors[index] = (entry as { readonly [key: string]: Json })[field]
  }
  return vectors
}

/** Whether it is one that 32 bits can hold. */
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(Math.fround(value))

const vector = (given: unknown): Vector | Failure => {
  const read =
    typeof given === "string" ? fromBase64(given) : Array.isArray(given) ? (given as Vector) : undefined
  if (read === undefined || read.length === 0) {
    return malformed("vector", "A vector of the answer is no array of numbers, and no base64 of them.")
  }
  for (let index = 0; index < read.length; index++) {
    if (!isNumber(read[index])) {
      return malformed("number", "A vector of the answer holds something that is no number.")
    }
  }
  return read
}

/** All of them read and of one size, or what is wrong. */
export const checked = (given: ReadonlyArray<unknown>): ReadonlyArray<Vector> | Failure => {
  const vectors: Array<Vector> = []
  for (const each of given) {
    const read = vector(each)
    if (isFailure(read)) return read
    if (vectors.length > 0 && vectors[0]!.length !== read.length) {
      return malformed("size", "The vectors of the answer are of different sizes.")
    }
    vectors.push(read)
  }
  return vectors
}
