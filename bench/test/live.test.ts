import { assert, describe, it } from "@effect/vitest"
import { OpenAi } from "@turnout/openai"
import * as VendorSuite from "@turnout/testing/VendorSuite"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { pathsOfBody } from "../live/paths.ts"
import { run } from "../live/run.ts"

const { fixtures } = VendorSuite.openAiChat

/** Answers what the fixtures hold, with one field more, and a status of 400 to a request with `seed`. */
const vendor = (sent: Array<TransportRequest>) =>
  Layer.succeed(Transport, {
    send: (request) =>
      Effect.sync(() => {
        sent.push(request)
        const { seed, stream } = JSON.parse(String(request.body)) as { seed?: number; stream?: boolean }
        const isRefused = seed !== undefined
        const text = isRefused
          ? fixtures.error(400, "No seed.")
          : stream === true
            ? String(fixtures.text.stream)
            : fixtures.text.unary.replace(/}$/, ',"fresh":{"field":1}}')
        const parts = [new TextEncoder().encode(text)]
        return {
          status: isRefused ? 400 : 200,
          headers: {
            "content-type": stream === true && !isRefused ? "text/event-stream" : "application/json"
          },
          read: Effect.sync(() => parts.shift())
        }
      })
  })

const subject = (golden: ReadonlyArray<VendorSuite.Golden>, layer: VendorSuite.Subject["layer"]) =>
  ({
    name: "OpenAI",
    id: "openai",
    model: "gpt-4o-mini",
    family: { ...VendorSuite.openAiChat, golden: () => [] },
    golden,
    layer
  }) as unknown as VendorSuite.Subject

const golden = (name: string, request: object): VendorSuite.Golden => ({
  name,
  request: { messages: [{ role: "user", content: "Hi" }], max_tokens: 50, ...request } as never,
  changes: [],
  body: {}
})

const withKey = () => OpenAi.layer({ apiKey: "k" })

const told = async (subjects: ReadonlyArray<VendorSuite.Subject>, spend_usd: number) => {
  const [lines, sent]: [Array<string>, Array<TransportRequest>] = [[], []]
  const summary = await run({
    subjects,
    spend_usd,
    transport: vendor(sent),
    tell: (line) => lines.push(line)
  })
  return { lines, sent, summary }
}

describe("pnpm live", () => {
  it("asks each golden request, and tells fields that the fixtures do not have, and refusals", async () => {
    const goldens = [golden("whole", {}), golden("stream", { stream: true }), golden("seed", { seed: 1 })]
    const { lines, sent, summary } = await told([subject(goldens, withKey)], 1)
    assert.strictEqual(sent.length, 3)
    assert.match(lines[0]!, /^✓ OpenAI, whole: stop, \$0\.\d{6}$/)
    assert.strictEqual(lines[1], "    not in the fixtures: fresh.field")
    assert.match(lines[2]!, /^✓ OpenAI, stream: stop/)
    assert.match(lines[3]!, /^✗ OpenAI, seed: 400 \w+: .*No seed\./)
    assert.deepInclude(summary, { asked: 3, failed: 1, skipped: 0 })
    assert.isAbove(summary.spent_usd, 0)
    assert.match(lines.at(-1)!, /^3 asked, 1 failed, 0 skipped, \$0\.\d{6} spent of \$1$/)
  })

  it("spends no more than it may: what would is skipped, and says so", async () => {
    const { lines, sent, summary } = await told([subject([golden("whole", {})], withKey)], 0.000_001)
    assert.strictEqual(sent.length, 0)
    assert.match(lines[0]!, /^- OpenAI, whole: skipped\. .*budget/)
    assert.deepInclude(summary, { asked: 0, failed: 0, skipped: 1, spent_usd: 0 })
  })

  it("skips a vendor without a key, and says which variable it lacks", async () => {
    const without = () => OpenAi.layer({ apiKey: "" })
    const { lines, sent, summary } = await told([subject([golden("whole", {})], without)], 1)
    assert.strictEqual(sent.length, 0)
    assert.match(lines[0]!, /^- OpenAI: skipped\. .*OPENAI_API_KEY/)
    assert.strictEqual(summary.skipped, 1)
  })
})

describe("paths of a body", () => {
  it("are those of each event, line or value; items of lists are one, and null is nothing", () => {
    const stream = 'data: {"a":[{"b":1},{"c":null}]}\n\ndata: [DONE]\n\n: ping\n'
    assert.deepStrictEqual([...pathsOfBody(stream)], ["a[].b"])
    assert.deepStrictEqual([...pathsOfBody('{"x":1}\n{"y":{"z":"t"}}\n')], ["x", "y.z"])
    assert.deepStrictEqual([...pathsOfBody("no JSON")], [])
  })
})
