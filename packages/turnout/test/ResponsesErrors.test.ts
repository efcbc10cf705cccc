import { assert, describe, it } from "@effect/vitest"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { APIError, APIUserAbortError, BadRequestError, RateLimitError } from "openai"
import * as House from "./responses/house.ts"
import { families } from "./responses/vendors.ts"
import * as Upstream from "./upstream.ts"

/* What goes wrong with a Responses request, as the official SDK is told of it. */

const { model } = families.chat

const inHouse = (script: ScriptedHttp.Script, test: (house: House.House) => Promise<void>) =>
  House.inHouse(script, test, "chat")

const caught = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => assert.fail("should have rejected"),
    (error: unknown) => error
  )

describe("a Responses request of the official SDK", () => {
  it("that is wrong is refused with all violations in its own names, and nothing is sent", () =>
    inHouse([], async ({ client, router, server }) => {
      const body = {
        model,
        input: [{ role: "user", content: [{ type: "input_text", text: 5 }] }],
        max_output_tokens: 0,
        store: true
      } as never
      const error = await caught(client.responses.create(body))
      assert.instanceOf(error, BadRequestError)
      assert.deepInclude(error, { param: "input[0].content[0].text", code: "invalid_parameter_value" })
      for (const told of ["max_output_tokens", "Omit this field or set it to false."]) {
        assert.include(error.message, told)
      }
      const own = (await caught(router.responses.create(body))) as { violations: ReadonlyArray<object> }
      assert.strictEqual(own.violations.length, 3)
      assert.strictEqual(server.requests.length, 0)
    }))

  it("has an error ahead of the first token as the SDK's own class, once", () =>
    inHouse(
      () => Upstream.refusal(429, { message: "Slow down.", type: "rate_limit", code: "rate_limit_exceeded" }),
      async ({ client, server }) => {
        for (const stream of [false, true]) {
          const error = await caught(client.responses.create({ model, input: "a", stream } as never))
          assert.instanceOf(error, RateLimitError)
          assert.strictEqual(error.code, "rate_limit_exceeded")
        }
        assert.isAtMost(server.requests.length, 4)
      }
    ))

  it("has an error behind the first token as the SDK's error, and its helper rejects", () =>
    inHouse(
      () =>
        Upstream.broken([Upstream.delta({ role: "assistant", content: "Ra" })], {
          error: { message: "No." }
        }),
      async ({ client }) => {
        const types: Array<string> = []
        const error = await caught(
          (async () => {
            for await (const event of await client.responses.create({ model, input: "a", stream: true })) {
              types.push(event.type)
            }
          })()
        )
        assert.instanceOf(error, APIError)
        assert.strictEqual(error.code, "upstream_error")
        assert.include(types, "response.output_text.delta")
        assert.instanceOf(
          await caught(client.responses.stream({ model, input: "a" }).finalResponse()),
          APIError
        )
      }
    ))

  it("that its caller aborts closes the upstream socket, before the first token and behind it", async () => {
    const begun: ScriptedHttp.Answer = {
      headers: { "content-type": "text/event-stream" },
      body: [Upstream.delta({ role: "assistant", content: "Ra" })],
      ending: "hang"
    }
    await inHouse([{ raw: true, body: [], ending: "hang" }], async ({ client, server }) => {
      const controller = new AbortController()
      const call = client.responses.create({ model, input: "a" }, { signal: controller.signal })
      const error = caught(call)
      await server.request(0)
      controller.abort()
      assert.instanceOf(await error, APIUserAbortError)
      assert.strictEqual(await (await server.request(0)).outcome, "aborted")
    })
    await inHouse([begun], async ({ client, server }) => {
      for await (const event of await client.responses.create({ model, input: "a", stream: true })) {
        if (event.type === "response.output_text.delta") break
      }
      assert.strictEqual(await (await server.request(0)).outcome, "aborted")
    })
    await inHouse([begun], async ({ router, server }) => {
      for await (const event of await router.responses.stream({ model, input: "a" })) {
        if (event.type === "response.output_text.delta") break
      }
      assert.strictEqual(await (await server.request(0)).outcome, "aborted")
    })
  })

  it("through the plain door gives the events as they come, and the error of a stream that breaks", () =>
    inHouse(
      [
        families.chat.answer({ text: "Rain." }, true),
        Upstream.broken([Upstream.delta({ role: "assistant", content: "Ra" })], { error: { message: "No." } })
      ],
      async ({ router }) => {
        let text = ""
        let last = ""
        const stream = await router.responses.create({ model, input: "a", stream: true })
        assert.strictEqual(stream.provider, "openai")
        for await (const event of stream) {
          last = event.type
          if (event.type === "response.output_text.delta") text += event.delta
        }
        assert.deepStrictEqual([text, last], ["Rain.", "response.completed"])
        const broken = await router.responses.stream({ model, input: "a" })
        const error = await caught(
          (async () => {
            for await (const _ of broken);
          })()
        )
        assert.deepInclude(error as object, { code: "upstream_error" })
      }
    ))
})
