import { assert, describe, it } from "@effect/vitest"
import { merge, type Override } from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Requests from "@turnout/testing/Requests"
import { protocol } from "@turnout/wire/AnthropicMessages"
import * as fc from "fast-check"
import { adaptive, budget, endpoint, fitted, sealed } from "./endpoints.ts"

const requests = Requests.requests([
  { format: "anthropic-claude-v1", provider: "somewhere", model: "some-model" }
])

const varied = (at: Endpoint, override: Override | undefined): Endpoint => ({
  ...at,
  facts: { ...at.facts, capabilities: merge(at.facts.capabilities, override) }
})

/** Generous: a busy machine is no broken law. */
const patience = 60_000

describe("a body of the Messages family", { timeout: patience }, () => {
  const endpoints = {
    budget,
    adaptive,
    sealed,
    unknown: endpoint({}, {}),
    silent: endpoint({ reasoning: { support: "no" } })
  }

  for (const [name, at] of Object.entries(endpoints)) {
    it(`keeps the family's grammar: ${name}`, () => {
      fc.assert(
        fc.property(requests, fc.option(Requests.override, { nil: undefined }), (made, override) => {
          const asked = varied(at, override)
          const { body } = protocol.body(fitted(made), asked)
          const { min_budget: least = 1024, max_budget: most = Infinity } = asked.facts.capabilities.reasoning
          const messages = body["messages"] as ReadonlyArray<{
            role: string
            content: ReadonlyArray<Record<string, unknown>>
          }>
          messages.forEach(({ role, content }, index) => {
            assert.notStrictEqual(messages[index + 1]?.role, role)
            assert.isNotEmpty(content)
            const results = content.map(({ type }) => type === "tool_result")
            assert.strictEqual(results.lastIndexOf(true), results.filter(Boolean).length - 1)
            for (const block of content) {
              if (block["type"] === "text") assert.notStrictEqual((block["text"] as string).trim(), "")
              const id = block["id"] ?? block["tool_use_id"]
              if (id !== undefined) assert.match(id as string, /^[A-Za-z0-9_-]{1,64}$/)
            }
          })
          const thinking = body["thinking"] as { type?: string; budget_tokens?: number } | undefined
          const choice = body["tool_choice"] as { type?: string } | undefined
          if (thinking?.budget_tokens !== undefined) {
            assert.isAtLeast(thinking.budget_tokens, least)
            assert.isAtMost(thinking.budget_tokens, most)
            assert.isBelow(thinking.budget_tokens, body["max_tokens"] as number)
          }
          // Adaptive thinking goes with a forced tool; a budget does not.
          if (thinking?.type === "enabled") {
            assert.notInclude(["any", "tool"], choice?.type)
          }
          assert.strictEqual(choice === undefined || body["tools"] !== undefined, true)
        }),
        { numRuns: 400 }
      )
    })
  }
})
