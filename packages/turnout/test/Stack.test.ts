import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { createRouter, type RouterError } from "turnout"
import * as Upstream from "./upstream.ts"

const ask = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "hi" }] }

const caught = (promise: Promise<unknown>): Promise<RouterError> =>
  promise.then(
    () => assert.fail("should have rejected"),
    (error: RouterError) => error
  )

const firstFrame = ({ stack = "" }: Error) => /^ +at (.*)$/m.exec(stack)?.[1]

describe("the stack of a call's error", () => {
  const breaking = {
    headers: { "content-type": "text/event-stream" },
    body: [Upstream.delta({ role: "assistant", content: "Ra" })]
  }

  it("begins with the caller, at every door and after the first call too", () =>
    Upstream.withUpstream(
      ({ body }) => (body.includes('"stream":true') ? breaking : Upstream.refusal(400, { message: "no" })),
      async (server) => {
        await using router = createRouter({
          providers: [openai({ apiKey: "k", baseUrl: `${server.url}/v1` })]
        })
        const invalid = { ...ask, temperature: 9 }
        const someHost = async (call: () => Promise<unknown>) => {
          const error = await caught((async () => call())())
          assert.include(firstFrame(error), "Stack.test")
          assert.include(error.stack, "someHost")
          assert.isTrue(error.stack?.startsWith(`${error.name}: ${error.message}\n`))
        }
        await someHost(() => router.chat.completions.create(ask))
        await someHost(() => router.chat.completions.create(invalid))
        await someHost(() => router.chat.completions.create({ ...invalid, stream: true }))
        await someHost(() => router.plan(invalid))
        await someHost(async () => {
          for await (const _ of await router.chat.completions.create({ ...ask, stream: true }));
        })
      }
    ))

  it("is each call's own where one error rejects several", async () => {
    const router = createRouter({ providers: [openai({ apiKey: "a" }), openai({ apiKey: "b" })] })
    const early = () => caught(router.ready())
    const late = () => caught(router.chat.completions.create(ask))
    const errors = await Promise.all([early(), late()])
    assert.match(firstFrame(errors[0]) ?? "", /early/)
    assert.match(firstFrame(errors[1]) ?? "", /late/)
    assert.deepStrictEqual(errors[1].cause, errors[0].cause)
    assert.deepStrictEqual(JSON.stringify(errors[1]), JSON.stringify(errors[0]))
    await router.close()
  })
})
