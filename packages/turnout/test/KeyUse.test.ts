import { assert, describe, it } from "@effect/vitest"
import { openaiCompatible } from "@turnout/openai-compatible"
import { createRouter } from "turnout"
import { refusal, text, withUpstream } from "./upstream.ts"

/** The keys that conversations were asked with, in order. */
const used = async (
  options: { readonly keys?: "shared" | "in_order" },
  refused: ReadonlyArray<string> = []
): Promise<ReadonlyArray<string>> => {
  const sent: Array<string> = []
  await withUpstream(
    ({ headers }) => {
      const key = String(headers["authorization"]).slice("Bearer ".length)
      sent.push(key)
      return refused.includes(key) ? refusal(403, { code: "permission_denied", message: "no" }) : text("Hi.")
    },
    async ({ url }) => {
      const account = openaiCompatible({
        baseUrl: url,
        apiKey: ["one", "two"],
        models: { m: {} },
        ...options
      })
      const router = createRouter({ providers: [account] })
      for (let turn = 0; turn < 12; turn++) {
        await router.chat.completions.create({
          model: "m",
          messages: [{ role: "user", content: `Hello ${turn}.` }]
        })
      }
      await router.close()
    }
  )
  return sent
}

describe("keys of an account", () => {
  it("share the load, as the router does by default", async () => {
    assert.sameMembers([...new Set(await used({}))], ["one", "two"])
    assert.sameMembers([...new Set(await used({ keys: "shared" }))], ["one", "two"])
  })

  it("are used in order where the account says so", async () => {
    assert.deepStrictEqual([...new Set(await used({ keys: "in_order" }))], ["one"])
    assert.deepStrictEqual((await used({ keys: "in_order" }, ["one"])).slice(0, 3), ["one", "two", "two"])
  })

  it("are used in no other way, and that is told", async () => {
    const account = openaiCompatible({ baseUrl: "http://localhost:1", keys: "rotate" as "shared" })
    const router = createRouter({ providers: [account] })
    const error = (await router.ready().catch((failed: unknown) => failed)) as { readonly message: string }
    assert.include(error.message, "keys")
    await router.close()
  })
})
