import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import type { Reading } from "@turnout/fetch/Reading"
import * as Events from "../src/fetch-door/events.ts"

/** Tells everything from within the asking, as a read does that is at hand. */
const readingOf = (reads: ReadonlyArray<ReadonlyArray<number>>, error?: unknown): Reading<number> => {
  let at = 0
  const reading: Reading<number> = {
    provider: "fake",
    read: () => Promise.reject(new Error("not read by promise")),
    pull: (told) => {
      const items = reads[at++]
      if (items === undefined && error !== undefined) told.failed(error)
      else told.given(items)
    },
    close: () => Promise.resolve(),
    closed: () => false,
    released: Promise.resolve()
  }
  return reading
}

/** Odd numbers have no event. */
const even: Events.Encoder<number> = {
  items: (items) => items.filter((item) => item % 2 === 0).join(),
  done: () => "",
  failed: (error) => error.code
}

const pieces = async (stream: ReadableStream<Uint8Array>) => {
  const found: Array<string> = []
  for await (const piece of stream) found.push(new TextDecoder().decode(piece))
  return found
}

describe("a stream of events", () => {
  it("goes on where what was read has no event, and writes no empty piece", async () => {
    assert.deepStrictEqual(await pieces(Events.make(readingOf([[1], [2], [3, 5], [4], [7]]), even)), [
      "2",
      "4"
    ])
  })

  it("ends with the error of its API, and one that has no words for it just ends", async () => {
    const error = RouterError.make("upstream_error", "It broke.")
    assert.deepStrictEqual(await pieces(Events.make(readingOf([[2], [1]], error), even)), [
      "2",
      "upstream_error"
    ])
    const silent = { ...even, failed: () => "" }
    assert.deepStrictEqual(await pieces(Events.make(readingOf([[2]], error), silent)), ["2"])
  })
})
