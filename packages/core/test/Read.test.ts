import { assert, describe, it } from "@effect/vitest"
import * as Read from "@turnout/core/Read"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"

/** A source that is told by hand what it gives; counts how often it is asked. */
const source = () => {
  const asked: Array<Read.Reader<string, string>> = []
  const read = Read.make<string, string>((reader) => void asked.push(reader))
  return { asked, read }
}

/** What a reader was told, in order. */
const reader = () => {
  const told: Array<string | undefined> = []
  const reading: Read.Reader<string, string> = {
    given: (value) => void told.push(value),
    failed: () => void told.push("failed")
  }
  return { told, reading }
}

describe("Read", () => {
  it.effect("what is at hand is given without waiting, in either form", () =>
    Effect.gen(function* () {
      const values = ["a", "b"]
      const read = Read.make<string, never>((reader) => reader.given(values.shift()))
      const { reading, told } = reader()
      read.pull!(reading)
      assert.deepEqual(told, ["a"])
      assert.equal(yield* read, "b")
      assert.equal(yield* read, undefined)
    })
  )

  it.effect("a read that is interrupted loses nothing, and its source is asked once", () =>
    Effect.gen(function* () {
      const { asked, read } = source()
      const waiting = yield* Effect.forkChild(read, { startImmediately: true })
      yield* Fiber.interrupt(waiting)
      asked[0]!.given("late")
      assert.equal(yield* read, "late")
      assert.equal(asked.length, 1)
    })
  )

  it.effect("a read that takes over from an interrupted one gets what that waited for", () =>
    Effect.gen(function* () {
      const { asked, read } = source()
      yield* Fiber.interrupt(yield* Effect.forkChild(read, { startImmediately: true }))
      const { reading, told } = reader()
      read.pull!(reading)
      assert.deepEqual(told, [])
      asked[0]!.given("late")
      assert.deepEqual(told, ["late"])
      assert.equal(asked.length, 1)
    })
  )

  it.effect("who wraps the effect wraps the read: no pull goes around it", () =>
    Effect.gen(function* () {
      const { asked, read } = source()
      const wrapped: Read.Read<string, string> = Effect.map(read, (value) => value?.toUpperCase())
      assert.equal(wrapped.pull, undefined)
      const { reading, told } = reader()
      Read.pullOf(wrapped, yield* Effect.context<Scope.Scope>())(reading)
      asked[0]!.given("a")
      assert.deepEqual(told, ["A"])
    }).pipe(Effect.scoped)
  )

  it.effect("a read that has only its effect ends with the scope that it is pulled in", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      let interrupted = 0
      const never = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void interrupted++))
      const pull = Read.pullOf<string, string>(
        never,
        yield* Scope.provide(Effect.context<Scope.Scope>(), scope)
      )
      const { reading, told } = reader()
      pull(reading)
      assert.deepEqual(told, [])
      yield* Scope.close(scope, Exit.void)
      assert.equal(interrupted, 1)
      assert.deepEqual(told, ["failed"])
    })
  )

  it.effect("a reader may ask again from within the telling", () =>
    Effect.gen(function* () {
      const values = ["a", "b", "c"]
      const read = Effect.sync(() => values.shift())
      const told: Array<string | undefined> = []
      const pull = Read.pullOf<string, never>(read, yield* Effect.context<Scope.Scope>())
      const asking: Read.Reader<string, never> = {
        given: (value) => {
          told.push(value)
          if (value !== undefined) pull(asking)
        },
        failed: () => void told.push("failed")
      }
      pull(asking)
      assert.deepEqual(told, ["a", "b", "c", undefined])
    }).pipe(Effect.scoped)
  )
})
