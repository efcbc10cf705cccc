import { assert, describe, it } from "@effect/vitest"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import * as Trouble from "@turnout/testing/Trouble"
import * as RetryAfter from "@turnout/wire/RetryAfter"

const speech: Trouble.Speech = {
  stream: false,
  whole: '{"answer":"yes"}',
  frames: ["data: {}\n\n", "data: [DONE]\n\n"],
  error: (status, message) => JSON.stringify({ error: { status, message } }),
  broken: 'data: {"error":{}}\n\n'
}

/** Those of which nothing comes that could be waited for. Every other one is over when its server says so. */
const endless: ReadonlySet<Trouble.Kind> = new Set(["silent", "stalled"])

const met = async (kind: Trouble.Kind, stream: boolean, drawn: number) => {
  const trouble: Trouble.Trouble = Trouble.kinds[kind]
  const answer = trouble({ ...speech, stream }, { draw: () => drawn, now: 0, pause_ms: 1 })
  const server = await ScriptedHttp.start([answer])
  try {
    const limit = endless.has(kind) ? { signal: AbortSignal.timeout(300) } : {}
    const response = await fetch(server.url, { method: "POST", body: "{}", ...limit })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    return { status: error instanceof DOMException ? "silence" : "broken", text: "" }
  } finally {
    await server.close()
  }
}

describe("trouble", () => {
  const good = (stream: boolean) => (stream ? speech.frames.join("") : speech.whole)

  for (const stream of [false, true]) {
    for (const drawn of [0, 0.5, 0.999]) {
      it(`is what its name says, ${stream ? "streamed" : "unary"}, drawn ${drawn}`, async () => {
        const of = (kind: Trouble.Kind) => met(kind, stream, drawn)
        assert.strictEqual((await of("reset")).status, "broken")
        assert.strictEqual((await of("cut")).status, "broken")
        assert.strictEqual((await of("silent")).status, "silence")
        assert.strictEqual((await of("stalled")).status, "silence")
        assert.deepStrictEqual(
          await Promise.all(
            (["limited", "overloaded", "failing"] as const).map(async (kind) => (await of(kind)).status)
          ),
          [429, 529, 500]
        )
        assert.deepStrictEqual(await of("dripping"), { status: 200, text: good(stream) })
        const short = await of("short")
        assert.strictEqual(short.status, 200)
        assert.isTrue(good(stream).startsWith(short.text) && short.text.length < good(stream).length)
        const half = await of("half_json")
        assert.throws(() => JSON.parse(half.text.replace(/^data: /, "")))
        assert.match((await of("html")).text, /^<!doctype/)
        const repeated = await of("repeated")
        assert.isTrue(repeated.text.startsWith(good(stream)) && repeated.text.length > good(stream).length)
        const told = await of("error_in_200")
        assert.strictEqual(told.status, 200)
        assert.match(told.text, /"error"/)
      })
    }
  }

  it("tells the same wait in every dialect that can be read", () => {
    const now = 1_790_000_000_000
    const waits = Trouble.dialects(now, 1500).map(({ body, headers, name }) => [
      name,
      RetryAfter.parse(headers, body ?? "", now)
    ])
    for (const [name, wait] of waits.slice(0, -2)) {
      assert.ok(typeof wait === "number" && wait >= 1000 && wait <= 2000, `${name}: ${wait}`)
    }
    assert.deepStrictEqual(waits.slice(-2), [
      ["nothing", undefined],
      ["nonsense", undefined]
    ])
  })
})
