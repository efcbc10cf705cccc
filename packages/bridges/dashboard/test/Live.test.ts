import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { dashboard, type DashboardOptions } from "@turnout/dashboard"
import { sqlite } from "@turnout/sqlite"
import * as Observers from "@turnout/router/Observers"
import { createRouter } from "turnout"
import { receiptOf, watched } from "./setting.ts"

const url = "http://host.example/dashboard/live"

/** What runs again and again, from here on. */
const counted = () => {
  const { clearInterval, setInterval } = globalThis
  const running = new Map<unknown, () => void>()
  globalThis.setInterval = ((run: () => void, every: number) => {
    const timer = setInterval(run, every)
    running.set(timer, run)
    return timer
  }) as typeof setInterval
  globalThis.clearInterval = (timer) => {
    running.delete(timer)
    clearInterval(timer)
  }
  return { running, restore: () => void Object.assign(globalThis, { clearInterval, setInterval }) }
}

const opened = (options: Partial<DashboardOptions> = {}) => {
  const board = dashboard({ public: true, ...options })
  const handler = board.watch(watched())
  const read = async (signal?: AbortSignal) => {
    const response = await handler(url, signal === undefined ? {} : { signal })
    assert.deepStrictEqual(
      [response.status, response.headers.get("content-type")],
      [200, "text/event-stream"]
    )
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    assert.deepStrictEqual(await reader.read(), { done: false, value: "retry: 2000\n\n" })
    return reader
  }
  return { board, handler, read }
}

interface Event {
  readonly calls: ReadonlyArray<{ readonly number: number }>
  readonly dropped: number
}

const eventOf = (text: string | undefined): Event => {
  const [, data] = /^event: calls\ndata: (.*)\n\n$/.exec(text ?? "") ?? []
  return JSON.parse(data ?? "null") as Event
}

describe("a live page", () => {
  it("is told of each call, of its end and of nothing that was said", async () => {
    const { board, read } = opened()
    const reader = await read()
    board.observe.receipt(receiptOf(0))
    const { calls, dropped } = eventOf((await reader.read()).value)
    assert.deepStrictEqual(
      [calls.map((call) => Object.keys(call).sort()), dropped],
      [[["at", "duration_ms", "number", "outcome"]], 0]
    )
    await reader.cancel()
  })

  it("that does not read holds so many calls at most, and is told how many were dropped", async () => {
    const { board, read } = opened({ keep: { calls: 10 } })
    const reader = await read()
    for (let index = 0; index < 5000; index++) board.observe.receipt(receiptOf(index))
    let [seen, dropped, events, last] = [0, 0, 0, 0]
    while (last < 5000) {
      const event = eventOf((await reader.read()).value)
      seen += event.calls.length
      dropped += event.dropped
      events += 1
      last = event.calls.at(-1)!.number
      assert.isAtMost(event.calls.length, 50)
    }
    assert.strictEqual(seen + dropped, 5000)
    assert.isAtMost(events, 5)
    assert.isAbove(dropped, 4700)
    await reader.cancel()
  })

  it("ends with its request, with its reader and with close, and leaves no timer", async () => {
    const { restore, running } = counted()
    const { board, handler, read } = opened()
    const leaving = new AbortController()
    const [aborted, cancelled, closed] = [await read(leaving.signal), await read(), await read()]
    assert.strictEqual(running.size, 3)
    leaving.abort()
    assert.isTrue((await aborted.read()).done)
    await cancelled.cancel()
    assert.strictEqual(running.size, 1)
    board.close()
    assert.isTrue((await closed.read()).done)
    assert.strictEqual(running.size, 0)
    assert.strictEqual((await handler(url)).status, 503)
    board.observe.receipt(receiptOf(0))
    assert.strictEqual((await handler(url.replace("live", "calls"))).status, 503, "nothing is kept after it")
    const late = opened()
    const gone = await late.handler(url, { signal: AbortSignal.abort() }).catch(() => undefined)
    await gone?.body?.cancel()
    assert.strictEqual(running.size, 0)
    restore()
  })

  it("that is never read is ended after some signs of life, and holds no place of another", async () => {
    const { restore, running } = counted()
    const { handler, read } = opened({ readers: 1 })
    const beat = () => {
      for (const run of running.values()) run()
    }
    await handler(url)
    for (let time = 0; time < 10; time++) beat()
    assert.strictEqual(running.size, 0)
    const reader = await read()
    for (let time = 0; time < 20; time++) {
      beat()
      assert.strictEqual((await reader.read()).value, ": \n\n")
    }
    await reader.cancel()
    restore()
  })

  it("there are so many at once", async () => {
    const { handler, read } = opened({ readers: 2 })
    const first = await read()
    const second = await read()
    const third = await handler(url)
    assert.deepStrictEqual([third.status, third.headers.get("retry-after")], [503, "5"])
    await first.cancel()
    await (await read()).cancel()
    await second.cancel()
  })
})

describe("over a router", () => {
  it("shows its calls, its decisions, its endpoints, its budgets and the spend of its store", async () => {
    const board = dashboard({ public: true })
    let others = 0
    const router = createRouter({
      // Nothing listens there.
      providers: [openai({ apiKey: "sk-secret-1", baseUrl: "http://127.0.0.1:9/v1" })],
      budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: 5 }] },
      observe: Observers.all(() => void (others += 1), board.observe),
      state: sqlite({ file: ":memory:" })
    })
    const handler = board.watch(router)
    const failed = await router.chat.completions
      .create(
        {
          model: "gpt-4o-mini",
          messages: [{ role: "user", content: "a secret wish" }],
          max_completion_tokens: 9
        },
        { principal: { workspace_id: "acme" } }
      )
      .catch((error: unknown) => error as { readonly code: string })
    assert.strictEqual((failed as { readonly code: string }).code, "upstream_error")
    assert.strictEqual(others, 1)
    const text = async (path: string) => {
      const response = await handler(`http://host.example/dashboard/${path}`)
      assert.strictEqual(response.status, 200, path)
      const page = await response.text()
      assert.notMatch(page, /secret/, path)
      return page
    }
    assert.include(await text("calls/1"), "ConnectionFailed")
    assert.include(await text("decisions/1"), "openai/gpt-4o-mini")
    assert.match(await text(""), /openai\/gpt-4o-mini[\s\S]*failure[\s\S]*were never asked/)
    assert.include(await text("budgets"), "acme")
    assert.include(await text("spend?days=all"), "router’s store")
    const data = await text("calls?format=json")
    assert.strictEqual((JSON.parse(data) as { readonly total: number }).total, 1)
    board.close()
    await router.close()
  })
})
