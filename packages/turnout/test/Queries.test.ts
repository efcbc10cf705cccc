import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { createRouter, isRouterError, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const messages = [{ role: "user", content: "hi" }] as const
/** The vendor finds the first wrong and answers the second. */
const wrong = { model: "wrong@openai", messages } as const
const right = { model: "right@openai", messages } as const

const routed = (use: (router: TurnoutRouter, sent: () => ReadonlyArray<string>) => Promise<void>) =>
  Upstream.withUpstream(
    ({ body }) => {
      const { model, stream } = JSON.parse(body) as { readonly model: string; readonly stream?: boolean }
      if (model === "wrong") return Upstream.refusal(400, { message: "no", type: "invalid_request_error" })
      return stream === true ? Upstream.streamed("second") : Upstream.text("second")
    },
    async (server) => {
      const router = createRouter({ providers: [openai({ apiKey: "sk-1", baseUrl: server.url })] })
      try {
        await use(router, () =>
          server.requests.map(({ body }) => (JSON.parse(body) as { readonly model: string }).model)
        )
      } finally {
        await router.close()
      }
    }
  )

describe("an array of requests", () => {
  it("is an overload of create: the next is tried when the one before it failed", () =>
    routed(async ({ chat: { completions } }, sent) => {
      const whole = await completions.create([wrong, right])
      assert.strictEqual(whole.choices[0]?.message.content, "second")
      const chunks = await completions.create([
        { ...wrong, stream: true },
        { ...right, stream: true }
      ])
      let text = ""
      for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? ""
      assert.strictEqual(text, "second")
      assert.deepStrictEqual(sent(), ["wrong", "right", "wrong", "right"])
    }))

  it("is a body of the fetch door, whole and streamed", () =>
    routed(async (router) => {
      const post = (body: unknown) =>
        router.fetch("https://in.process/v1/chat/completions", {
          method: "POST",
          body: typeof body === "string" ? body : JSON.stringify(body)
        })
      const whole = await post([wrong, right])
      assert.strictEqual(whole.status, 200)
      assert.include(await whole.text(), "second")
      const streamed = await post([
        { ...wrong, stream: true },
        { ...right, stream: true }
      ])
      assert.include(streamed.headers.get("content-type"), "text/event-stream")
      assert.include(await streamed.text(), "[DONE]")
      const mixed = await post([wrong, { ...right, stream: true }])
      assert.strictEqual(mixed.status, 400)
      const { error } = (await mixed.json()) as { readonly error: { readonly param: string } }
      assert.strictEqual(error.param, "[1].stream")
      for (const body of ["[]", "[null]", "[[[]]]", "[".repeat(1e5) + "]".repeat(1e5)]) {
        assert.strictEqual((await post(body)).status, 400, body.slice(0, 10))
      }
    }))

  it("is refused whole, before anything is sent", () =>
    routed(async ({ chat: { completions }, plan }, sent) => {
      const bad = { ...right, temperature: 9 }
      for (const call of [completions.create([right, bad]), plan([right, bad])]) {
        const error = await call.then(
          () => undefined,
          (cause: unknown) => cause
        )
        assert.isTrue(isRouterError(error) && error.status === 400 && error.param === "[1].temperature")
      }
      assert.deepStrictEqual(sent(), [])
    }))

  it("has a plan for each", () =>
    routed(async ({ plan }) => {
      const plans = await plan([wrong, right])
      assert.deepStrictEqual(
        plans.map(({ steps }) => steps.map(({ provider_model_id }) => provider_model_id)),
        [["wrong"], ["right"]]
      )
    }))
})
