import { assert, describe, it } from "@effect/vitest"
import * as Redis from "@turnout/redis/Redis"
import * as Fleet from "@turnout/testing/Fleet"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Spenders from "@turnout/testing/Spenders"
import * as Server from "./server.ts"

const spender = new URL("spender.ts", import.meta.url)

describe.skipIf(Server.absent !== undefined)(
  `processes that share a server${Server.absent === undefined ? "" : ` (${Server.absent})`}`,
  () => {
    const spend = async (
      redis: Server.Server,
      calls: number,
      meanwhile: (upstream: ScriptedHttp.ScriptedHttp) => Promise<void>
    ): Promise<number> => {
      const upstream = await ScriptedHttp.start(() => Spenders.answer)
      const members = Array.from({ length: 8 }, () =>
        Fleet.start(spender, redis.url, upstream.url, String(calls))
      )
      await Spenders.begin(members)
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
      const { reserved, spent } = await Spenders.figuresOf(Redis.make({ url: redis.url }))
      assert.isAtLeast(spent + reserved, answered * Spenders.cost)
      assert.isAtMost(spent + reserved, Spenders.limit)
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
      const { reserved, spent } = await Spenders.figuresOf(Redis.make({ url: redis.url }))
      assert.isAtLeast(spent + reserved, answered * Spenders.cost)
      assert.isAtMost(spent + reserved, Spenders.limit)
      await redis.stop()
    })
  }
)
