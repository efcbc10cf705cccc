import { assert, describe, it } from "@effect/vitest"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { Effect } from "effect"
import * as FastCheck from "fast-check"
import * as Fake from "./FakeRouter.ts"

const target = FastCheck.oneof(
  FastCheck.webUrl({ withQueryParameters: true, withFragments: true }),
  FastCheck.webUrl().map((url) => `${url}/chat/completions`),
  FastCheck.string(),
  FastCheck.anything()
)

const init = FastCheck.oneof(
  FastCheck.record(
    {
      method: FastCheck.oneof(FastCheck.constant("POST"), FastCheck.string(), FastCheck.anything()),
      body: FastCheck.oneof(
        FastCheck.json(),
        FastCheck.string({ unit: "binary" }),
        FastCheck.uint8Array(),
        FastCheck.anything()
      ),
      headers: FastCheck.anything()
    },
    { requiredKeys: [] }
  ),
  FastCheck.constantFrom(undefined, null)
)

describe("FetchDoor", () => {
  it.live("whatever fetch is called with, it answers", () => {
    const fake = Fake.make({})
    return Effect.gen(function* () {
      const door = yield* FetchDoor.make({ requestId: () => "id" })
      const answers = FastCheck.asyncProperty(target, init, async (input, init) => {
        const response = await door.fetch(input as string, init as RequestInit)
        assert.include([200, 400, 404, 405, 413], response.status)
        assert.strictEqual(response.headers.get("x-request-id"), "id")
        assert.strictEqual(response.headers.get("x-should-retry"), response.status === 200 ? null : "false")
        const body = await response.text()
        if (response.headers.get("content-type")?.startsWith("application/json")) JSON.parse(body)
      })
      yield* Effect.promise(() => FastCheck.assert(answers, { numRuns: 1000 }))
      assert.strictEqual(fake.state.open, 0)
    }).pipe(Effect.provide(fake.layer), Effect.scoped)
  })
})
