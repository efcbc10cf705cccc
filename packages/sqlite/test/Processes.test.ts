import { assert, describe, it } from "@effect/vitest"
import * as Sqlite from "@turnout/sqlite/Sqlite"
import * as Fleet from "@turnout/testing/Fleet"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Effect from "effect/Effect"
import { inFolder } from "./folder.ts"

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

const figuresOf = (file: string) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const { counters, now } = yield* Sqlite.make({ file })
        const [figures] = yield* counters.read([monthly(yield* now)])
        return figures!
      })
    )
  )

const begin = async (members: ReadonlyArray<Fleet.Member>): Promise<void> => {
  for (const member of members) assert.strictEqual(await member.line(), "ready")
  for (const member of members) member.process.stdin?.end("go\n")
}

describe("processes that share a file", () => {
  it("overspend a budget by nothing, and account for every call", () =>
    inFolder(async (folder) => {
      const file = `${folder}/state.db`
      const server = await ScriptedHttp.start(() => answer)
      const members = Array.from({ length: 8 }, () => Fleet.start(spender, file, server.url, "250"))
      await begin(members)
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
      assert.deepStrictEqual(await figuresOf(file), { spent: answered * cost, reserved: 0, unpriced: 0 })
      assert.isAtMost(answered * cost, limit)
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
        return answer
      })
      const member = Fleet.start(spender, file, server.url, "1000")
      await begin([member])
      await server.request(45)
      member.process.kill("SIGKILL")
      assert.strictEqual((await member.ended).signal, "SIGKILL")
      const done = answered
      enough.resolve()
      const { reserved, spent } = await figuresOf(file)
      assert.isAtMost(spent, done * cost)
      assert.isAtLeast(spent + reserved, done * cost)
      assert.isAtMost(spent + reserved, limit)
      await server.close()
    }))
})
