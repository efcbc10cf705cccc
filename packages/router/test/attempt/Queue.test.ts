import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@turnout/core/Endpoint"
import type * as Failure from "@turnout/core/Failure"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as fc from "fast-check"
import * as Queue from "../../src/attempt/Queue.ts"
import type { Step } from "../../src/attempt/Step.ts"
import * as Verdict from "@turnout/router/Verdict"
import { failureOf, given, key } from "../house.ts"

const classes = Object.keys(Verdict.table) as ReadonlyArray<Failure.FailureClass>
const sames = ["no", "key", "once", "once_after_backoff", "last"] as const
const onwards = ["yes", "no", "larger_window"] as const

const failure = fc
  .record({
    name: fc.constantFrom(...classes),
    retry_after_ms: fc.option(fc.integer({ min: -10, max: 20_000 }), { nil: undefined }),
    should_retry: fc.option(fc.boolean(), { nil: undefined }),
    limit: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined })
  })
  .map(({ name, ...rest }) => failureOf(name, given(rest)))

const verdicts = fc
  .array(
    fc.record({
      name: fc.constantFrom(...classes),
      same: fc.constantFrom(...sames),
      endpoint: fc.constantFrom(...onwards),
      model: fc.constantFrom(...onwards)
    }),
    { maxLength: 4 }
  )
  .map((rows) => Verdict.make(Object.fromEntries(rows.map(({ name, ...row }) => [name, row]))))

const steps = fc
  .array(
    fc.record({
      model: fc.constantFrom("m1", "m2", "m3"),
      context: fc.option(fc.constantFrom(4000, 8000, 16_000), { nil: undefined }),
      keys: fc.integer({ min: 0, max: 3 })
    }),
    { maxLength: 6 }
  )
  .map((given) =>
    given.map(({ context, keys, model }, index): Step => {
      const credentials = Array.from({ length: keys }, (_, at) => key(`k${at}`))
      const stated = context === undefined ? {} : { limits: { context } }
      const provider = FakeProvider.make({ id: `p${index}`, models: { [model]: stated }, credentials })
      const endpoint = provider.endpoints([])[0] as Endpoint
      return { candidate: { endpoint } as Step["candidate"], provider, credentials }
    })
  )

interface Given extends Omit<Queue.Options, "step" | "random" | "isOpen"> {
  readonly steps: ReadonlyArray<Step>
  readonly failures: ReadonlyArray<Failure.Failure>
  readonly chance: number
}

const walks: fc.Arbitrary<Given> = fc.record({
  steps,
  verdicts,
  failures: fc.array(failure, { minLength: 1, maxLength: 40 }),
  most: fc.integer({ min: 1, max: 12 }),
  deadline: fc.integer({ min: 1, max: 60_000 }),
  fallbacks: fc.boolean(),
  chance: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
})

interface Sent {
  readonly tried: Queue.Try
  readonly failure: Failure.Failure
  readonly at: number
}

/** Every request fails, as told, until the queue has nothing left. */
const walk = ({ chance, failures, steps, ...options }: Given): ReadonlyArray<Sent> => {
  const queue = Queue.make({
    ...options,
    step: (position) => steps[position],
    random: () => chance,
    isOpen: () => true
  })
  const sent: Array<Sent> = []
  let now = 0
  for (let turn = 0; turn < 1000; turn++) {
    const tried = queue.next(now)
    if (tried === undefined) return sent
    now = Math.max(now, tried.due)
    const failure = failures[turn % failures.length]!
    sent.push({ tried, failure, at: now })
    queue.failed(tried, failure, now)
    now += 7
  }
  throw new Error("the queue never ends")
}

const always = (promise: (sent: ReadonlyArray<Sent>, given: Given) => void) =>
  fc.assert(
    fc.property(walks, (given) => promise(walk(given), given)),
    { numRuns: 500 }
  )

const idOf = ({ tried }: Sent) => tried.step.candidate.endpoint.id

describe("whatever fails, in whatever way", () => {
  it("no more is sent than may be", () => always((sent, { most }) => assert.isAtMost(sent.length, most)))

  it("nothing is sent at or after the deadline", () =>
    always((sent, { deadline }) => {
      for (const { at } of sent) assert.isBelow(at, deadline)
    }))

  it("a key that was refused is never used again", () =>
    always((sent, { verdicts }) => {
      const bad = new Set<string>()
      for (const { failure, tried } of sent) {
        const name = `${tried.step.provider.id} ${tried.credential.id}`
        assert.isFalse(bad.has(name))
        if (verdicts[failure._tag].same === "key") bad.add(name)
      }
    }))

  it("an endpoint has one second chance and its keys, and no more", () =>
    always((sent, { verdicts }) => {
      const chances = new Map<string, number>()
      const used = new Set<string>()
      for (const [index, each] of sent.entries()) {
        const id = idOf(each)
        const name = `${id} ${each.tried.credential.id}`
        const before = sent.slice(0, index).filter((other) => idOf(other) === id)
        const rotates =
          !used.has(name) &&
          before.some(({ failure: { _tag } }) => verdicts[_tag].same === "key" || _tag === "RateLimited")
        if (before.length > 0 && !rotates) chances.set(id, (chances.get(id) ?? 0) + 1)
        used.add(name)
      }
      for (const each of chances.values()) assert.isAtMost(each, 1)
    }))

  it("a vendor that forbids it is not asked again with the same key", () =>
    always((sent) => {
      for (const [index, each] of sent.entries()) {
        if (each.failure.should_retry !== false) continue
        for (const later of sent.slice(index + 1)) {
          assert.isFalse(idOf(later) === idOf(each) && later.tried.credential.id === each.tried.credential.id)
        }
      }
    }))

  it("without fallbacks only the first step is asked", () =>
    always((sent, { fallbacks, steps }) => {
      if (fallbacks) return
      for (const each of sent) assert.strictEqual(idOf(each), steps[0]!.candidate.endpoint.id)
    }))

  it("first requests keep the order of the plan", () =>
    always((sent, { steps }) => {
      const order = steps.map(({ candidate }) => candidate.endpoint.id)
      const firsts = [...new Set(sent.map(idOf))].map((id) => order.indexOf(id))
      assert.deepStrictEqual(
        firsts,
        firsts.toSorted((a, b) => a - b)
      )
    }))

  it("behind a prompt that was too long only larger windows follow", () =>
    always((sent, { verdicts }) => {
      let window = 0
      for (const { failure, tried } of sent) {
        const { context = 0 } = tried.step.candidate.endpoint.facts.limits
        if (window > 0 && !tried.again) assert.isAbove(context, window)
        const { endpoint, model } = verdicts[failure._tag]
        if (endpoint === "larger_window" || model === "larger_window") {
          window = Math.max(
            window,
            context,
            failure._tag === "ContextLengthExceeded" ? (failure.limit ?? 0) : 0
          )
        }
      }
    }))

  it("a failure that stops the call stops it", () =>
    always((sent, { verdicts }) => {
      for (const [index, { failure }] of sent.entries()) {
        const { endpoint, model, same } = verdicts[failure._tag]
        if (endpoint === "no" && model === "no" && same === "no") assert.strictEqual(index, sent.length - 1)
      }
    }))

  it("a vendor's stated wait is kept, and a retry is distinguished from a first request", () =>
    always((sent, { verdicts }) => {
      for (const [index, each] of sent.entries()) {
        const before = sent.slice(0, index).findLast((other) => idOf(other) === idOf(each))
        assert.strictEqual(each.tried.again, before !== undefined)
        const asked = sent
          .slice(0, index)
          .findLast((other) => idOf(other) === idOf(each) && other.tried.credential === each.tried.credential)
        const same = asked && verdicts[asked.failure._tag].same
        if (asked === undefined || same === "key" || same === "once") continue
        assert.isAtLeast(each.at - asked.at, asked.failure.retry_after_ms ?? 0)
      }
    }))
})

describe("a skipped step", () => {
  it("leaves its place in the count to another", () => {
    const steps = ["a", "b", "c"].map((id): Step => {
      const provider = FakeProvider.make({ id, models: ["m"] })
      const { credentials } = provider
      return {
        candidate: { endpoint: provider.endpoints([])[0]! } as Step["candidate"],
        provider,
        credentials
      }
    })
    const queue = Queue.make({
      step: (position) => steps[position],
      verdicts: Verdict.table,
      fallbacks: true,
      most: 1,
      deadline: 1000,
      random: () => 0,
      isOpen: () => true
    })
    const first = queue.next(0)!
    queue.skipped(first)
    assert.strictEqual(queue.sent(), 0)
    assert.strictEqual(queue.next(0)?.step, steps[1])
    assert.strictEqual(queue.next(0), undefined)
  })
})

describe("a key that waits for its turn", () => {
  it("is not queued once more by what fails before it", () => {
    const provider = FakeProvider.make({ id: "a", models: ["m"], credentials: [key("k0"), key("k1")] })
    const candidate = { endpoint: provider.endpoints([])[0]! } as Step["candidate"]
    const { credentials } = provider
    const sent = walk({
      steps: [{ candidate, provider, credentials }],
      verdicts: Verdict.make({ RateLimited: { same: "once" } }),
      failures: [failureOf("RateLimited"), failureOf("AuthenticationFailed"), failureOf("RateLimited")],
      fallbacks: true,
      most: 9,
      deadline: 60_000,
      chance: 0
    })
    assert.deepStrictEqual(
      sent.map(({ tried }) => tried.credential.id),
      ["k0", "k0", "k1"]
    )
  })
})
