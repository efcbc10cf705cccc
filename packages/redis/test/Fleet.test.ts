import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Fleet from "@turnout/testing/Fleet"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Spenders from "@turnout/testing/Spenders"
import * as Server from "./server.ts"

const program = new URL("member.ts", import.meta.url)

type Ended = { readonly [code: string]: number }

/** Lets a member make so many calls at once. */
const calls = async (member: Fleet.Member, count: number): Promise<Ended> => {
  member.process.stdin!.write(`${count}\n`)
  return JSON.parse((await member.line()) ?? "{}") as Ended
}

describe.skipIf(Server.absent !== undefined)(
  `routers of several processes${Server.absent === undefined ? "" : ` (${Server.absent})`}`,
  () => {
    /** Of what processes hold, and of what vendors asked them to wait: the one has nothing to do with the other. */
    let ofPlaces: Server.Server
    let redis: Server.Server
    beforeAll(async () => {
      ofPlaces = await Server.start()
      redis = await Server.start()
    })
    afterAll(async () => {
      await ofPlaces.stop()
      await redis.stop()
    })

    const start = async (
      redis: Server.Server,
      url: string,
      names: ReadonlyArray<string>,
      limit: object = {}
    ) => {
      const members = names.map((name) => Fleet.start(program, redis.url, url, name, JSON.stringify(limit)))
      for (const member of members) assert.strictEqual(await member.line(), "ready")
      return members
    }

    const end = async (members: ReadonlyArray<Fleet.Member>): Promise<void> => {
      for (const member of members) member.process.stdin!.end()
      for (const member of members) assert.strictEqual((await member.ended).code, 0)
    }

    /** What the last test of the file waits for is begun here: it takes as long as a lease. */
    let killed: ScriptedHttp.ScriptedHttp
    const concurrent = { concurrent: 3 }

    it("hold the places of calls in flight together, and those of a process that was killed", async () => {
      killed = await ScriptedHttp.start(({ headers }) =>
        headers["x-member"] === "killed" ? new Promise<never>(() => {}) : Spenders.answer
      )
      const [first, second] = await start(ofPlaces, killed.url, ["killed", "second"], concurrent)
      first!.process.stdin!.write("3\n")
      await killed.request(2)
      assert.deepStrictEqual(await calls(second!, 1), { concurrent_requests_exceeded: 1 })
      first!.process.kill("SIGKILL")
      assert.strictEqual((await first!.ended).signal, "SIGKILL")
      assert.deepStrictEqual(await calls(second!, 1), { concurrent_requests_exceeded: 1 })
      await end([second!])
    })

    it("admit a limit per minute together, to the request", async () => {
      const upstream = await ScriptedHttp.start(() => Spenders.answer)
      const members = await start(redis, upstream.url, ["a", "b", "c", "d"], { requests_per_minute: 600 })
      const began = performance.now()
      const ended = await Promise.all(members.map((member) => calls(member, 250)))
      // One more minute's limit for each minute that it took on a slow machine.
      const most = 600 * (1 + Math.floor((performance.now() - began) / 60_000))
      const sum = (code: string) => ended.reduce((sum, each) => sum + (each[code] ?? 0), 0)
      assert.isAtLeast(sum("answered"), 600, JSON.stringify(ended))
      assert.isAtMost(sum("answered"), most, JSON.stringify(ended))
      assert.strictEqual(sum("answered") + sum("rate_limit_exceeded"), 1000, JSON.stringify(ended))
      assert.lengthOf(upstream.requests, sum("answered"))
      await end(members)
      await upstream.close()
    })

    it("all honour what a vendor asked one of them to wait", async () => {
      const busy = ScriptedHttp.json(
        { error: { message: "slow down" } },
        { status: 429, headers: { "retry-after": "7200" } }
      )
      const upstream = await ScriptedHttp.start(({ headers }) =>
        headers["x-member"] === "limited" ? busy : Spenders.answer
      )
      const [limited, ...others] = await start(redis, upstream.url, ["limited", "b", "c", "d"])
      for (const other of others) assert.deepStrictEqual(await calls(other, 1), { answered: 1 })
      assert.deepStrictEqual(await calls(limited!, 1), { rate_limit_exceeded: 1 })
      for (const other of others) {
        while ((await calls(other, 1))["rate_limit_exceeded"] === undefined);
        const sent = upstream.requests.length
        assert.deepStrictEqual(await calls(other, 5), { rate_limit_exceeded: 5 })
        assert.lengthOf(upstream.requests, sent)
      }
      await end([limited!, ...others])
      await upstream.close()
    })

    it("have the places of a process that was killed when its leases are over", async () => {
      const [later] = await start(ofPlaces, killed.url, ["later"], concurrent)
      while ((await calls(later!, 1))["answered"] === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
      assert.deepStrictEqual(await calls(later!, 3), { answered: 3 })
      await end([later!])
      await killed.close()
    })
  }
)
