import { assert, describe, it } from "@effect/vitest"
import * as Sqlite from "@turnout/sqlite/Sqlite"
import * as Fleet from "@turnout/testing/Fleet"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Spenders from "@turnout/testing/Spenders"
import { inFolder } from "./folder.ts"

const spender = new URL("spender.ts", import.meta.url)

describe("processes that share a file", () => {
  it("overspend a budget by nothing, and account for every call", () =>
    inFolder(async (folder) => {
      const file = `${folder}/state.db`
      const server = await ScriptedHttp.start(() => Spenders.answer)
      const members = Array.from({ length: 8 }, () => Fleet.start(spender, file, server.url, "250"))
      await Spenders.begin(members)
      let answered = 0
      for (const member of members) {
        const ended = (await Fleet.result(member)) as { readonly [code: string]: number }
        answered += ended["answered"] ?? 0
        assert.deepStrictEqual(
          Object.keys(ended).filter((code) => code !== "answered" && code !== "budget_exhausted"),
          []
        )
        assert.strictEqual((ended["answered"] ?? 0) + (ended["budget_exhausted"] ?? 0), 250)
      }
      assert.lengthOf(server.requests, answered)
      assert.isAbove(answered, 0)
      assert.deepStrictEqual(await Spenders.figuresOf(Sqlite.make({ file })), {
        spent: answered * Spenders.cost,
        reserved: 0,
        unpriced: 0
      })
      assert.isAtMost(answered * Spenders.cost, Spenders.limit)
      await server.close()
    }))

  it("lose nothing that was in flight when one of them is killed", () =>
    inFolder(async (folder) => {
      const file = `${folder}/state.db`
      let answered = 0
      const enough = Promise.withResolvers<void>()
      const server = await ScriptedHttp.start(async () => {
        // Some are answered, and the rest is still waiting when the process is killed.
        if (answered >= 40) await enough.promise
        answered += 1
        return Spenders.answer
      })
      const member = Fleet.start(spender, file, server.url, "1000")
      await Spenders.begin([member])
      await server.request(45)
      member.process.kill("SIGKILL")
      assert.strictEqual((await member.ended).signal, "SIGKILL")
      const done = answered
      enough.resolve()
      const { reserved, spent } = await Spenders.figuresOf(Sqlite.make({ file }))
      assert.isAtMost(spent, done * Spenders.cost)
      assert.isAtLeast(spent + reserved, done * Spenders.cost)
      assert.isAtMost(spent + reserved, Spenders.limit)
      await server.close()
    }))
})
