import { assert, describe, it } from "@effect/vitest"
import * as Redis from "@turnout/redis/Redis"
import * as Fleet from "@turnout/testing/Fleet"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Effect from "effect/Effect"
import * as Server from "./server.ts"

const spender = new URL("spender.ts", import.meta.url)

/** 1,000 tokens at 500 USD a million. */
const cost = 500_000_000
const limit = 100_000_000_000

const answer = ScriptedHttp.json({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "dear",
  choices: [{ index: 0, message: { role: "assistant", content: "yes" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 3, completion_tokens: 1000, total_tokens: 1003 }
})

const monthly = (now: number) => {
  const date = new Date(now)
  return {
    key: "workspace:monthly:acme",
    start: Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1),
    end: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  }
}

const figuresOf = (url: string) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const { counters, now } = yield* Redis.make({ url })
        const [figures] = yield* counters.read([monthly(yield* now)])
        return figures!
      })
    )
  )

const begin = async (members: ReadonlyArray<Fleet.Member>): Promise<void> => {
  for (const member of members) assert.strictEqual(await member.line(), "ready")
  for (const member of members) member.process.stdin?.end("go\n")
}

describe.skipIf(Server.absent !== undefined)(
  `processes that share a server${Server.absent === undefined ? "" : ` (${Server.absent})`}`,
  () => {
    const spend = async (
      redis: Server.Server,
      calls: number,
      meanwhile: (upstream: ScriptedHttp.ScriptedHttp) => Promise<void>
    ): Promise<number> => {
      const upstream = await ScriptedHttp.start(() => answer)
      const members = Array.from({ length: 8 }, () =>
        Fleet.start(spender, redis.url, upstream.url, String(calls))
      )
      await begin(members)
      await meanwhile(upstream)
      let answered = 0
      for (const member of members) {
        const ended = (await Fleet.result(member)) as { readonly [code: string]: number }
        answered += ended["answered"] ?? 0
        assert.strictEqual((ended["answered"] ?? 0) + (ended["budget_exhausted"] ?? 0), calls)
      }
      assert.isAbove(answered, 0)
      await upstream.close()
      return answered
    }

    it("overspend a budget by nothing, and account for every call", async () => {
      const redis = await Server.start()
      const answered = await spend(redis, 250, () => Promise.resolve())
      const { reserved, spent } = await figuresOf(redis.url)
      assert.isAtLeast(spent + reserved, answered * cost)
      assert.isAtMost(spent + reserved, limit)
      await redis.stop()
    })

    it("overspend nothing either while the server is hung, killed and started again, twice", async () => {
      const redis = await Server.start("--appendonly", "yes", "--appendfsync", "always")
      const answered = await spend(redis, 250, async (upstream) => {
        for (const round of [1, 2]) {
          await upstream.request(20 * round)
          redis.process().kill("SIGSTOP")
          await new Promise((resolve) => setTimeout(resolve, 300))
          await redis.kill()
          await redis.start()
        }
      })
      const { reserved, spent } = await figuresOf(redis.url)
      assert.isAtLeast(spent + reserved, answered * cost)
      assert.isAtMost(spent + reserved, limit)
      await redis.stop()
    })
  }
)
