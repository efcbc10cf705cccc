import { type Mutation, pickOf, refused, same, warned, without } from "./Mutation.ts"
import type { Wild } from "./requests.ts"

const tool = (name: string) => ({ type: "function", function: { name } })

const withRouting = (request: Wild, routing: object, more: object = {}): Wild => ({
  ...without(request, "gateway"),
  ...more,
  gateway: { routing }
})

/** Two ways to say one thing come to the same; two things said at once do not pass. */
export const spellings: { readonly [promise: string]: Mutation } = {
  "max_tokens is max_completion_tokens": (request, pick) => {
    const before = { ...request, max_completion_tokens: pick + 1 }
    return same(before, { ...without(before, "max_completion_tokens"), max_tokens: pick + 1 })
  },
  "both names of a limit may agree": (request, pick) =>
    same(
      { ...request, max_completion_tokens: pick + 1 },
      {
        ...request,
        max_tokens: pick + 1,
        max_completion_tokens: pick + 1
      }
    ),
  "both names of a limit may not differ": (request, pick) =>
    refused(
      { ...request, max_tokens: pick + 2, max_completion_tokens: pick + 1 },
      "invalid_request",
      "max_tokens"
    ),
  "off is none": (request) =>
    same({ ...request, reasoning_effort: "none" }, { ...request, reasoning_effort: "off" }),
  "one stop is a list of one": (request, pick) =>
    same({ ...request, stop: [`stop ${pick}`] }, { ...request, stop: `stop ${pick}` }),
  "no stop is no stop": (request) => same(without(request, "stop"), { ...request, stop: [] }),
  "text alone is no modality": (request) =>
    same(without(request, "modalities"), { ...request, modalities: ["text"] }),
  "false is what a stream is without a word": (request) =>
    same(without(request, "stream"), { ...without(request, "stream"), stream: false }),
  "keys may stand in any order": (request) =>
    same(request, Object.fromEntries(Object.entries(request).toReversed())),
  "usage is not the caller's to ask for": (request, pick) =>
    same(
      { ...without(request, "stream_options"), stream: true },
      { ...request, stream: true, stream_options: { include_usage: pick % 2 === 0 } }
    ),
  "options of a stream need one": (request) =>
    warned(
      { ...without(request, "stream_options"), stream: false },
      { ...request, stream: false, stream_options: { include_obfuscation: false } },
      "unsupported_parameter",
      "stream_options"
    ),
  "functions are tools": (request) =>
    warned(
      { ...request, tools: [tool("f"), tool("g")] },
      { ...without(request, "tools"), functions: [{ name: "f" }, { name: "g" }] },
      "deprecated_parameter",
      "functions"
    ),
  "a function call is a choice of tools": (request, pick) => {
    const word = pickOf(["auto", "none"], pick)
    const before = { ...request, tools: [tool("f")] }
    return warned(
      { ...before, tool_choice: word },
      { ...before, function_call: word },
      "deprecated_parameter",
      "function_call"
    )
  },
  "functions do not stand beside tools": (request) =>
    refused({ ...request, tools: [tool("f")], functions: [{ name: "f" }] }, "invalid_request", "functions"),
  "a function call does not stand beside a choice of tools": (request) =>
    refused(
      { ...request, tools: [tool("f")], tool_choice: "auto", function_call: "auto" },
      "invalid_request",
      "function_call"
    ),
  "allowed tools are the list narrowed": (request, pick) => {
    const mode = pickOf(["auto", "required"], pick)
    return same(
      { ...request, tools: [tool("f")], tool_choice: mode },
      {
        ...request,
        tools: [tool("e"), tool("f"), tool("g")],
        tool_choice: { type: "allowed_tools", allowed_tools: { mode, tools: [tool("f")] } }
      }
    )
  },
  "a choice without tools is left out, and told in the ledger": (request, pick) => ({
    before: without(request, "tools"),
    after: { ...without(request, "tools"), tool_choice: pickOf(["auto", "none", "required"], pick) },
    expect: { entry: "dropped tool_choice" }
  }),
  "a switch of tools without tools is left out, and told in the ledger": (request) => ({
    before: without(request, "tools"),
    after: { ...without(request, "tools"), parallel_tool_calls: false },
    expect: { entry: "dropped parallel_tool_calls" }
  }),
  "routing at the top is gateway.routing": (request) =>
    same(withRouting(request, { optimize: "cost" }), {
      ...without(request, "gateway"),
      routing: { optimize: "cost" }
    }),
  "two values of one key of routing are refused": (request) =>
    refused(
      withRouting(request, { mode: "pool" }, { routing: { mode: "fallback" } }),
      "invalid_request",
      "gateway.routing.mode"
    ),
  "throughput is tps": (request) =>
    same(withRouting(request, { weights: { tps: 1 } }), withRouting(request, { weights: { throughput: 1 } })),
  "tags may be one text": (request) =>
    same(
      { ...without(request, "gateway"), tags: ["a", "b"] },
      { ...without(request, "gateway"), tags: " a,b ,, " }
    )
}
