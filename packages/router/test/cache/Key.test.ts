import { assert, describe, it } from "@effect/vitest"
import { createHash } from "node:crypto"
import * as Normalize from "@turnout/core/Normalize"
import { Result } from "effect"
import * as FastCheck from "fast-check"
import { keyOf, narrower, owner, houseOf } from "../../src/intake/cache/key.ts"
import { sha256 } from "../../src/intake/cache/sha256.ts"
import { asked } from "./setting.ts"

const house = { catalog: "2026-01-01", defaults: {}, optimize: undefined }

const keyed = (more: object, by = owner("principal", { user_id: "u" }), at = house) => {
  const normalized = Normalize.normalize(asked(more))
  assert.isTrue(Result.isSuccess(normalized), JSON.stringify(more))
  return keyOf({ normalized: Result.getOrThrow(normalized), owner: by, house: houseOf(at) })
}

const routed = (routing: object) => ({ gateway: { routing } })

describe("the key of a kept answer", () => {
  it("is SHA-256", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        assert.strictEqual(sha256(text), createHash("sha256").update(text).digest("hex"))
      })
    )
  })

  it("changes with all that can change the answer", () => {
    const changes: ReadonlyArray<object> = [
      { model: "n" },
      { messages: [{ role: "user", content: "hullo" }] },
      { temperature: 0.1 },
      { seed: 1 },
      { n: 2 },
      { stop: "x" },
      { max_tokens: 5 },
      { reasoning_effort: "high" },
      { tools: [{ type: "function", function: { name: "look" } }] },
      { response_format: { type: "json_object" } },
      { extensions: { openai: { thinking: true } } },
      { user: "u" },
      { thinking: { type: "enabled" } },
      { region: "eu" },
      { drop_params: false },
      routed({ providers: ["a"] }),
      routed({ regions: ["eu"] }),
      routed({ data_policy: "zdr" }),
      routed({ optimize: "cost" }),
      routed({ quantizations: ["fp8"] }),
      routed({ tier: "flex" }),
      { gateway: { cache: { key: "v2" } } }
    ]
    const keys = [{}, ...changes].map((change) => keyed(change))
    assert.strictEqual(new Set(keys).size, keys.length)
    assert.notStrictEqual(keyed({}, undefined, { ...house, catalog: "2026-02-01" }), keys[0])
  })

  it("does not change with what is left out by name", () => {
    const same: ReadonlyArray<object> = [
      { stream: true },
      { gateway: { metadata: { user_id: "x", tags: ["a"] }, include: ["attempts"] } },
      routed({ deadline_ms: 5 }),
      routed({ stall_timeout_ms: 5, hedge: { after_ms: 1 } }),
      { signature: "s" },
      { gateway: { cache: { ttl_s: 5 } } }
    ]
    for (const change of same) assert.strictEqual(keyed(change), keyed({}), JSON.stringify(change))
  })

  it("differs between principals that differ in any id", () => {
    const ids = FastCheck.option(FastCheck.string({ maxLength: 3 }), { nil: undefined })
    const principals = FastCheck.record({ user_id: ids, workspace_id: ids, api_key_id: ids })
    FastCheck.assert(
      FastCheck.property(principals, principals, (one, other) => {
        const isSame = (["user_id", "workspace_id", "api_key_id"] as const).every(
          (id) => one[id] === other[id]
        )
        assert.strictEqual(owner("principal", one) === owner("principal", other), isSame)
      })
    )
    assert.strictEqual(narrower("principal", "router"), "principal")
    assert.strictEqual(narrower("router", "workspace"), "workspace")
  })
})
