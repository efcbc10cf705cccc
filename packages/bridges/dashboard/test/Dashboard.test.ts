import { assert, describe, it } from "@effect/vitest"
import * as RouterError from "@turnout/core/RouterError"
import { basicAuth, dashboard, type DashboardOptions, type Watched } from "@turnout/dashboard"
import { hostile, receiptOf, watched } from "./setting.ts"

const origin = "http://host.example"

const paths = [
  "/dashboard",
  "/dashboard/",
  "/dashboard/?endpoint=groq%2Fgpt-4o",
  "/dashboard/calls",
  "/dashboard/calls?q=overloaded&outcome=failed",
  "/dashboard/calls/3",
  "/dashboard/decisions/3",
  "/dashboard/spend?days=7",
  "/dashboard/budgets"
]

const made = (options: DashboardOptions = { public: true }, calls = 5, router: Watched = watched()) => {
  const board = dashboard(options)
  for (let index = 0; index < calls; index++) board.observe.receipt(receiptOf(index))
  const handler = board.watch(router)
  const get = (path: string, init?: RequestInit) => handler(origin + path, init)
  const text = async (path: string, init?: RequestInit) => (await get(path, init)).text()
  const json = async (path: string) => (await get(path, { headers: { accept: "application/json" } })).json()
  return { board, handler, get, text, json }
}

const assetsOf = (page: string) =>
  Array.from(page.matchAll(/(?:src|href)="([^"]*\/assets\/[^"]+)"/g), ([, path]) => path!)

describe("who may read", () => {
  it("it is not made without saying so", () => {
    assert.throws(() => dashboard({}), /needs 'authenticate'/)
    assert.throws(() => dashboard({ public: false }), /needs 'authenticate'/)
    for (const wrong of [{ base: "x" }, { keep: { calls: 0 } }, { authenticate: "yes" }, { pubic: true }]) {
      assert.throws(() => dashboard({ public: true, ...wrong } as DashboardOptions))
    }
  })

  it("nothing is answered before the guard, assets and live pages included, and only true opens it", async () => {
    const asked: Array<string> = []
    let answer: unknown = false
    const { get } = made({
      authenticate: ({ url }) => {
        asked.push(url)
        return answer as boolean
      }
    })
    const all = [...paths, "/dashboard/live", "/dashboard/assets/any.js", "/elsewhere"]
    for (const no of [false, undefined, "yes", 1, Promise.resolve(false)]) {
      answer = no
      for (const path of all) {
        const response = await get(path)
        assert.strictEqual(response.status, 401)
        assert.strictEqual(await response.text(), "Not authenticated.\n")
      }
    }
    assert.strictEqual(asked.length, 5 * all.length)
    answer = new Response(null, { status: 302, headers: { location: "/login" } })
    assert.strictEqual((await get("/dashboard")).headers.get("location"), "/login")
    answer = Promise.resolve(true)
    assert.strictEqual((await get("/dashboard")).status, 200)
    answer = Promise.reject(new Error("the directory is away"))
    const told = await get("/dashboard").then(
      () => "answered",
      ({ message }: Error) => message
    )
    assert.strictEqual(told, "the directory is away", "the host is told, the reader is not")
  })

  it("basicAuth asks the browser for a user and a password", async () => {
    assert.throws(() => basicAuth({ user: "a", password: "" }), /12 characters/)
    assert.throws(() => basicAuth({ user: "a", password: undefined as never }), /12 characters/)
    const { get } = made({ authenticate: basicAuth({ user: "ops", password: "correct horsë" }) })
    const sent = (credentials: string) => {
      const bytes = new TextEncoder().encode(credentials)
      return get("/dashboard", { headers: { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` } })
    }
    assert.strictEqual((await sent("ops:correct horsë")).status, 200)
    for (const wrong of ["ops:correct hors", "ops:", "", ":", "other:correct horsë"]) {
      const response = await sent(wrong)
      assert.strictEqual(response.status, 401, wrong)
      assert.match(response.headers.get("www-authenticate") ?? "", /^Basic /)
    }
    for (const authorization of ["Basic", "Basic %%%", "Bearer x", ""]) {
      assert.strictEqual((await get("/dashboard", { headers: { authorization } })).status, 401)
    }
  })
})

describe("what it answers", () => {
  it("every page, as HTML and as data, at any path where it is mounted", async () => {
    for (const base of ["/dashboard", "/", "/admin/llm/", "/leitstände"]) {
      const { get, text } = made({ public: true, base })
      const encoded = encodeURI(base)
      for (const path of paths) {
        const own = path.replace("/dashboard", base.replace(/\/$/, "")) || "/"
        const response = await get(own)
        assert.strictEqual(response.status, 200, own)
        assert.strictEqual(response.headers.get("content-type"), "text/html; charset=utf-8")
        const page = await response.text()
        for (const [, href] of page.matchAll(/(?:href|src|action)="([^"#]+)"/g)) {
          assert.isTrue(href!.startsWith(encoded), `${href} of ${own}`)
        }
        const data = await text(`${own}${own.includes("?") ? "&" : "?"}format=json`)
        assert.isObject(JSON.parse(data))
      }
    }
    const { get } = made()
    for (const path of [
      "/",
      "/dashboardx",
      "/dashboard/calls/999",
      "/dashboard/calls/x",
      "/dashboard/decisions/0",
      "/dashboard/nothing",
      "/dashboard/assets/x",
      "/dashboard/spend/1"
    ]) {
      assert.strictEqual((await get(path)).status, 404, path)
    }
  })

  it("a base that a browser would read as another path, or another host, is refused", () => {
    for (const base of [
      "//evil.example",
      "/\\evil.example",
      "/a/../b",
      "/a/%2e%2e/b",
      "/.",
      "/a?b",
      "/a b",
      "x"
    ]) {
      assert.throws(() => dashboard({ public: true, base }), /a path such as/, base)
    }
  })

  it("reads only: any other method is refused, and HEAD has no body", async () => {
    const { get } = made()
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const response = await get("/dashboard/calls", { method })
      assert.deepStrictEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"])
    }
    for (const path of [...paths, "/dashboard/live"]) {
      const response = await get(path, { method: "HEAD" })
      assert.deepStrictEqual([response.status, await response.text()], [200, ""])
    }
  })

  it("refers to nothing but itself, runs nothing inline, and says so to the browser", async () => {
    const { get, text } = made()
    for (const path of paths) {
      const response = await get(path)
      const page = await response.text()
      assert.notMatch(page, /https?:\/\/|<style|style=|<script(?! src=)|\son\w+=/)
      const policy = response.headers.get("content-security-policy") ?? ""
      assert.include(policy, "default-src 'none'")
      assert.notInclude(policy, "unsafe")
      assert.strictEqual(response.headers.get("cache-control"), "no-store")
      assert.strictEqual(response.headers.get("x-content-type-options"), "nosniff")
    }
    const assets = assetsOf(await text("/dashboard"))
    assert.strictEqual(assets.length, 4)
    for (const path of assets) {
      assert.match(path, /-[0-9a-f]{16}\./)
      const response = await get(path)
      const etag = response.headers.get("etag")!
      assert.include(response.headers.get("cache-control"), "immutable")
      assert.notMatch(await response.text(), /url\(|@import|importScripts/)
      const again = await get(path, { headers: { "if-none-match": `"x", W/${etag}` } })
      assert.deepStrictEqual([again.status, await again.text()], [304, ""])
    }
  })

  it("uPlot comes with its licence", async () => {
    const { text } = made()
    const script = assetsOf(await text("/dashboard")).find((path) => path.includes("uplot"))
    assert.include(await text(script!), "Permission is hereby granted, free of charge")
  })

  it("a router that cannot be read is told with its words, and any other fault to the host", async () => {
    const failing = (error: unknown): Watched => ({
      ...watched(),
      budgets: { list: () => Promise.reject(error) }
    })
    const closed = RouterError.make("service_unavailable", "This router is closed.")
    const { get } = made({ public: true }, 0, failing(closed))
    const response = await get("/dashboard/budgets")
    assert.strictEqual(response.status, 503)
    assert.include(await response.text(), "This router is closed.")
    const fault = new TypeError("of the host")
    const told = await made({ public: true }, 0, failing(fault))
      .get("/dashboard/budgets")
      .catch((error: unknown) => error)
    assert.strictEqual(told, fault)
  })
})

describe("what it shows", () => {
  it("names and errors from outside are text, wherever they stand", async () => {
    for (const evil of hostile) {
      const receipt = receiptOf(7)
      const attempts = receipt.attempts.map((attempt) => ({
        ...attempt,
        endpoint: evil,
        credential: evil,
        provider_message: evil,
        code: evil,
        request_id: evil
      }))
      const error = { ...receipt.error!, message: evil, param: evil }
      const decision = receipt.decision!
      const candidates = decision.candidates.map((each) => ({
        ...each,
        endpoint: evil,
        reason: evil,
        detail: evil
      }))
      const board = dashboard({ public: true })
      board.observe.receipt({
        ...receipt,
        id: evil,
        attempts,
        error,
        asked: { models: [evil] },
        metadata: { tags: [evil], user_id: evil },
        principal: { workspace_id: evil, api_key_id: evil },
        decision: { ...decision, strategy: evil, route: evil, candidates }
      })
      board.observe.receipt({ ...receiptOf(1), asked: { models: [evil] }, attempts: [] })
      const handler = board.watch(watched([evil]))
      const plain = encodeURIComponent(evil.replace(/[\uD800-\uDFFF]/g, "\uFFFD"))
      const all = [
        "",
        `?endpoint=${plain}`,
        "calls",
        `calls?q=${plain}`,
        "calls/1",
        "decisions/1",
        "spend",
        "budgets"
      ]
      for (const path of all) {
        const page = await (await handler(`${origin}/dashboard/${path}`)).text()
        assert.notMatch(page, /<script>|<img|<!--|<\/textarea|onerror="|onmouseover='|[\u202E\u2066]/, path)
        assert.notInclude(page, "\0")
      }
    }
  })

  it("no bodies, unless the host keeps them, and then those of the newest calls alone", async () => {
    const body = { request: { messages: [{ role: "user", content: "a secret wish" }] } } as never as Partial<
      ReturnType<typeof receiptOf>
    >
    const { board, text } = made({ public: true }, 0)
    assert.deepInclude(board.observe, { bodies: false, decisions: true })
    board.observe.receipt(receiptOf(1, body))
    for (const path of ["calls", "calls/1", "calls/1?format=json", "calls?format=json"]) {
      assert.notInclude(await text(`/dashboard/${path}`), "secret wish")
    }
    const keeping = made({ public: true, keep: { bodies: 2 } }, 0)
    assert.isTrue(keeping.board.observe.bodies)
    for (let index = 0; index < 3; index++) keeping.board.observe.receipt(receiptOf(index, body))
    const shown = await Promise.all([1, 2, 3].map((call) => keeping.text(`/dashboard/calls/${call}`)))
    assert.deepStrictEqual(
      shown.map((page) => page.includes("secret wish")),
      [false, true, true]
    )
  })

  it("keeps so many calls and decisions, and says which are kept no more", async () => {
    const { get, json, text } = made({ public: true, keep: { calls: 4, decisions: 2 } }, 10)
    const { calls, total } = (await json("/dashboard/calls")) as {
      total: number
      calls: Array<{ number: number }>
    }
    assert.deepStrictEqual([total, calls.map(({ number }) => number)], [4, [10, 9, 8, 7]])
    assert.include(await text("/dashboard/calls"), "6 older ones are kept no more")
    const status = (path: string) => get(path).then((response) => response.status)
    assert.deepStrictEqual(
      await Promise.all([6, 7, 10].map((call) => status(`/dashboard/calls/${call}`))),
      [404, 200, 200]
    )
    assert.deepStrictEqual(
      await Promise.all([8, 9, 10].map((call) => status(`/dashboard/decisions/${call}`))),
      [404, 200, 200]
    )
    assert.strictEqual(made({ public: true, keep: { decisions: 0 } }).board.observe.decisions, false)
  })

  it("a list of 10,000 calls is written in pages, whose size does not grow with it, and is filtered", async () => {
    const few = made({ public: true }, 200)
    const many = made({ public: true }, 10_000)
    const rows = async ({ text }: typeof few, path: string) =>
      (await text(path)).split('<th scope="row">').length - 1
    assert.strictEqual(await rows(few, "/dashboard/calls"), 100)
    assert.strictEqual(await rows(many, "/dashboard/calls"), 100)
    assert.strictEqual(await rows(many, "/dashboard/calls?page=100"), 100)
    assert.strictEqual(await rows(many, "/dashboard/calls?page=101"), 0)
    const of = async (query: string) =>
      ((await many.json(`/dashboard/calls?${query}`)) as { total: number }).total
    assert.strictEqual(await of(""), 10_000)
    assert.strictEqual(await of("outcome=failed"), 526)
    assert.strictEqual(await of("outcome=failed&q=UPSTREAM_error"), 526)
    assert.strictEqual(await of("q=user-16"), 588)
    assert.strictEqual(await of("q=nobody"), 0)
    for (const page of ["0", "-1", "x", "1e9", "9007199254740993"]) {
      assert.strictEqual((await many.get(`/dashboard/calls?page=${page}`)).status, 200)
    }
  })

  it("what is newest is plotted, though the clock of an older call was wrong", async () => {
    const board = dashboard({ public: true })
    board.observe.receipt({ ...receiptOf(0), started_at: 0 })
    board.observe.receipt({ ...receiptOf(1), started_at: Date.now() })
    const response = await board.watch(watched())(`${origin}/dashboard/?format=json`)
    const { plots } = (await response.json()) as {
      plots: ReadonlyArray<{ id: string; lines: ReadonlyArray<{ values: ReadonlyArray<number | null> }> }>
    }
    const [failed] = plots.find(({ id }) => id === "errors")!.lines
    assert.isNotNull(failed!.values.at(-1))
  })

  it("spend of a router with a store is the store's, of one without it the kept calls', and it says which", async () => {
    const { json, text } = made()
    assert.strictEqual(((await json("/dashboard/spend")) as { source: string }).source, "kept")
    assert.include(await text("/dashboard/spend"), "kept in memory")
    const error = RouterError.make("invalid_request", "This router keeps no receipts.")
    const without = made({ public: true }, 5, { ...watched(), spend: () => Promise.reject(error) })
    assert.include(await without.text("/dashboard/spend"), "kept in memory")
    const away = RouterError.make("service_unavailable", "The store of receipts cannot be read now.")
    const gone = await made({ public: true }, 5, { ...watched(), spend: () => Promise.reject(away) }).text(
      "/dashboard/spend"
    )
    assert.include(gone, "The store of receipts cannot be read now.")
    assert.include(gone, "kept in memory")
  })
})
