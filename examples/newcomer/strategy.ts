/** A strategy and its unit test: plain functions and `node:test`, without Effect, a clock or a network. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { candidate, inputOf } from "@turnout/testing/StrategyLaws"
import { Strategy } from "turnout"

const quiet = Strategy.andThen(
  Strategy.by(({ signals }) => signals.in_flight, "lowest"),
  Strategy.by("cost")
)

test("the quiet one goes first, and of two the cheaper", () => {
  const ranked = quiet(
    inputOf([
      candidate("busy-and-cheap", { in_flight: 9, cost: 1_000 }),
      candidate("quiet-and-dear", { in_flight: 1, cost: 9_000 }),
      candidate("quiet-and-cheap", { in_flight: 1, cost: 2_000 })
    ])
  )
  assert.deepEqual(
    ranked.map(({ id }) => id),
    ["p/quiet-and-cheap", "p/quiet-and-dear", "p/busy-and-cheap"]
  )
})
