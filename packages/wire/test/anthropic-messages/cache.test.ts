import { assert, describe, it } from "@effect/vitest"
import type { JsonObject } from "@turnout/core/Json"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import * as Warning from "@turnout/core/Warning"
import * as Requests from "@turnout/testing/Requests"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import * as fc from "fast-check"
import { adaptive, fitted } from "./endpoints.ts"

const ephemeral = { type: "ephemeral" } as const
const marked = (text: string) => ({ type: "text", text, cache_control: ephemeral }) as const

const said = (request: Partial<Request>, cache: "auto" | "caller", extension?: JsonObject) => {
  const { body, ledger } = AnthropicMessages.make({ cache }).body(fitted(request, extension), adaptive)
  return { body, ledger, places: placesIn(body) }
}

/** Paths of blocks that are marked. */
const placesIn = (value: unknown, path = ""): ReadonlyArray<string> =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, each]) =>
        key === "cache_control" ? [path] : placesIn(each, path === "" ? key : `${path}.${key}`)
      )

const conversation: ReadonlyArray<Message> = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "One" },
  { role: "assistant", content: "1" },
  { role: "user", content: "Two" },
  { role: "assistant", content: "2" },
  {
    role: "user",
    content: [
      { type: "text", text: "Three" },
      { type: "text", text: "or four" }
    ]
  }
]
const tools = [
  { type: "function", function: { name: "f" } },
  { type: "function", function: { name: "g" } }
] as const

describe("what to cache, marked of its own accord", () => {
  it("is tools, instructions and the last two turns of the user, and no warning says so", () => {
    const { ledger, places } = said({ messages: conversation, tools }, "auto")
    assert.deepStrictEqual(places, ["system.0", "messages.2.content.0", "messages.4.content.1", "tools.1"])
    assert.isFalse(Warning.fromLedger(ledger).some(({ code }) => code === "cache_control"))
  })

  it("is nothing beside a mark of the caller, and nothing where the host did not ask for it", () => {
    const own = { messages: [{ role: "user", content: [marked("a")] }] as const, tools }
    assert.deepStrictEqual(said(own, "auto").places, ["messages.0.content.0"])
    assert.deepStrictEqual(said({ messages: conversation, tools }, "caller").places, [])
    const native = said({ messages: conversation }, "auto", { cache_control: ephemeral })
    assert.deepStrictEqual(native.places, [""])
  })

  it("is marked at most four times, on nothing that cannot be, whatever is asked", () => {
    fc.assert(
      fc.property(
        Requests.requests(),
        fc.constantFrom("auto" as const, "caller" as const),
        (request, cache) => {
          const { body, places } = said(request, cache)
          assert.isAtMost(places.length, 4)
          for (const place of places) {
            const block = place
              .split(".")
              .reduce<unknown>((at, key) => (at as JsonObject)[key], body) as JsonObject
            assert.notInclude(["thinking", "redacted_thinking"], block["type"])
          }
        }
      ),
      { numRuns: 2_000 }
    )
  })
})

describe("marks of the caller", () => {
  it("beyond the fourth are left out from the front, with one warning", () => {
    const content = ["a", "b", "c", "d", "e"].map(marked)
    const { body, ledger, places } = said(
      { messages: [{ role: "user", content }], tools: [{ ...tools[0], cache_control: ephemeral }] },
      "caller"
    )
    assert.deepStrictEqual(
      places,
      [1, 2, 3, 4].map((index) => `messages.0.content.${index}`)
    )
    assert.notProperty((body["tools"] as ReadonlyArray<object>)[0], "cache_control")
    const warnings = Warning.fromLedger(ledger).filter(({ code }) => code.includes("cache_control"))
    assert.deepStrictEqual(
      warnings.map(({ code, from, to }) => [code, from, to]),
      [["cache_control", 6, 4]]
    )
  })

  it("of another vendor are left out with one warning", () => {
    const content = ["a", "b"].map(
      (text) => ({ type: "text", text, prompt_cache_breakpoint: { mode: "explicit" } }) as const
    )
    const { ledger } = said({ messages: [{ role: "user", content }] }, "caller")
    const codes = Warning.fromLedger(ledger).map(({ code }) => code)
    assert.deepStrictEqual(
      codes.filter((code) => code.includes("prompt_cache")),
      ["prompt_cache_breakpoint"]
    )
  })
})
