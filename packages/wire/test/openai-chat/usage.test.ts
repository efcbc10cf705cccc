import { assert, describe, it } from "@effect/vitest"
import * as Usage from "@turnout/core/Usage"
import { toUsage } from "../../src/openai-chat/usage.ts"

describe("usage in disjoint buckets", () => {
  it("splits totals into their parts", () => {
    const usage = toUsage({
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 10, audio_tokens: 5, image_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 4, accepted_prediction_tokens: 9 }
    })
    assert.deepStrictEqual(
      usage,
      Usage.make({
        input: 42,
        cache_read: 40,
        cache_write: 10,
        input_audio: 5,
        input_image: 3,
        output: 26,
        reasoning: 20,
        output_audio: 4
      })
    )
    assert.deepStrictEqual([Usage.inputTotal(usage!), Usage.outputTotal(usage!)], [100, 50])
  })

  it("counts reasoning outside where the totals say so, or where it cannot be inside", () => {
    const outside = {
      prompt_tokens: 496,
      completion_tokens: 77,
      total_tokens: 694,
      completion_tokens_details: { reasoning_tokens: 121 }
    }
    assert.deepInclude(toUsage(outside), { output: 77, reasoning: 121 })
    assert.deepInclude(toUsage({ ...outside, total_tokens: 573 }), { output: 77, reasoning: 121 })
    const either = { ...outside, completion_tokens: 200, total_tokens: 696 }
    assert.deepInclude(toUsage(either), { output: 79, reasoning: 121 })
    assert.deepInclude(toUsage(either, "outside"), { output: 200, reasoning: 121 })
    assert.deepInclude(toUsage(outside, "inside"), { output: 77, reasoning: 121, assumed: true })
  })

  it("knows the dialects' names for cached tokens", () => {
    const base = { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 }
    for (const more of [
      { prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6 },
      { num_cached_tokens: 4 },
      { cached_tokens: 4 },
      { prompt_token_details: { cached_tokens: 4 } }
    ]) {
      assert.deepInclude(toUsage({ ...base, ...more }), { input: 6, cache_read: 4 })
    }
  })

  it("adds a cache that is larger than the prompt", () => {
    const usage = toUsage({
      prompt_tokens: 10,
      completion_tokens: 1,
      prompt_tokens_details: { cached_tokens: 90 }
    })
    assert.deepInclude(usage, { input: 10, cache_read: 90 })
  })

  it("never goes below nothing, whatever the vendor counts", () => {
    const usage = toUsage({
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 8, audio_tokens: 8, image_tokens: 8 },
      completion_tokens_details: { audio_tokens: 9, reasoning_tokens: -3 }
    })!
    const { assumed, ...counts } = usage
    assert.isTrue(assumed)
    assert.isTrue(Object.values(counts).every((tokens) => tokens >= 0))
    assert.deepStrictEqual([Usage.inputTotal(usage), Usage.outputTotal(usage)], [10, 5])
  })

  it("is unknown where nothing is counted, and no number where a count is none", () => {
    assert.isUndefined(toUsage({}))
    assert.isUndefined(toUsage({ prompt_tokens: "9", completion_tokens: null }))
    assert.deepInclude(toUsage({ prompt_tokens: 7, total_tokens: 9 }), { input: 7, output: 2 })
    assert.deepStrictEqual(toUsage({ prompt_tokens: 1e300, completion_tokens: 2 }), {
      output: 2,
      assumed: true
    })
  })
})
