import { but, type Row, sent } from "./Row.ts"

const message = { role: "user", content: "hello" }
const tool = (name: string) => ({ type: "function", function: { name } })
const tools = { tools: [tool("f")] }
const long = (length: number) => "x".repeat(length)

/** Sections 2.1, 2.2 and 2.3, in the contract's order. */
export const fields: ReadonlyArray<Row> = [
  {
    field: "model",
    passes: ["m", "gpt-4o@openai", "gpt-4o:cost"],
    fails: ["", ...but("text")],
    required: "missing_required_parameter"
  },
  {
    field: "messages",
    passes: [[message], Array.from({ length: 500 }, () => message)],
    fails: [[], ...but("list"), [5], [[]], ["x"]],
    required: "missing_required_parameter"
  },
  sent("temperature", [0, 0.5, 2], [-0.001, 2.001, NaN, ...but("number")]),
  sent("top_p", [0, 1], [-0.001, 1.001, ...but("number")]),
  {
    field: "max_tokens",
    sent: "max_completion_tokens",
    passes: [1, 1_000_000],
    fails: [0, 1.5, -1, ...but("number")]
  },
  sent("max_completion_tokens", [1, 1_000_000], [0, 1.5, -1, ...but("number")]),
  sent(
    "reasoning_effort",
    ["none", "minimal", "low", "medium", "high", "xhigh", "max"],
    ["", "High", "huge", ...but("text")]
  ),
  { field: "reasoning_effort", passes: ["off"], fails: [] },
  sent(
    "stop",
    [["a"], ["a", "b", "c", "d"], ["a", "b", "c", "d", "e"]],
    [[1], [["a"]], ...but("text", "list")]
  ),
  { field: "stop", passes: ["a", "", []], fails: [] },
  sent("presence_penalty", [-2, 0, 2], [-2.001, 2.001, ...but("number")]),
  sent("frequency_penalty", [-2, 0, 2], [-2.001, 2.001, ...but("number")]),
  sent(
    "logit_bias",
    [{}, { "50256": -100, "1": 100 }],
    [{ "1": 100.1 }, { "1": -100.1 }, { "1": "1" }, ...but("object")]
  ),
  sent("seed", [0, -5, 2 ** 40], [0.5, ...but("number")]),
  sent("top_k", [1, 500], [0, 1.5, ...but("number")]),
  sent("min_p", [0, 1], [-0.001, 1.001, ...but("number")]),
  sent("top_a", [0, 1], [-0.001, 1.001, ...but("number")]),
  sent("repetition_penalty", [0.001, 9], [0, -1, ...but("number")]),
  {
    ...sent(
      "tools",
      [
        [tool("f")],
        [tool(long(64))],
        Array.from({ length: 128 }, (_, index) => tool(`f${index}`)),
        [{ type: "custom", custom: { name: "c", format: { type: "text" } } }],
        [{ type: "web_search_20250305", name: "web_search", max_uses: 5 }]
      ],
      [
        ...but("list"),
        [5],
        [{}],
        [{ type: "function" }],
        [tool("")],
        [tool(long(257))],
        [{ type: "function", function: { name: "f", parameters: [] } }],
        [{ type: "function", function: { name: "f", strict: "yes" } }],
        [{ type: "custom", custom: {} }],
        Array.from({ length: 129 }, (_, index) => tool(`f${index}`))
      ]
    )
  },
  {
    ...sent(
      "tool_choice",
      [
        "auto",
        "required",
        "none",
        { type: "function", function: { name: "f" } },
        { type: "custom", custom: { name: "c" } }
      ],
      [
        ...but("text", "object"),
        "any",
        {},
        { type: "function" },
        { type: "custom", custom: {} },
        { type: "allowed_tools", allowed_tools: { mode: "none", tools: [] } },
        { type: "allowed_tools", allowed_tools: { mode: "auto", tools: ["f"] } }
      ]
    ),
    with: tools
  },
  {
    field: "tool_choice",
    passes: [{ type: "allowed_tools", allowed_tools: { mode: "auto", tools: [tool("f")] } }],
    fails: [],
    with: tools
  },
  { ...sent("parallel_tool_calls", [true, false], but("flag")), with: tools },
  sent(
    "response_format",
    [
      { type: "text" },
      { type: "json_object" },
      { type: "json_schema", json_schema: { name: long(64), schema: {}, strict: true, description: "d" } },
      { type: "json_schema", json_schema: { name: "s" } }
    ],
    [
      ...but("object"),
      { type: "xml" },
      { type: "json_schema" },
      { type: "json_schema", json_schema: {} },
      { type: "json_schema", json_schema: { name: "" } },
      { type: "json_schema", json_schema: { name: long(65) } },
      { type: "json_schema", json_schema: { name: "s", schema: [] } },
      { type: "json_schema", json_schema: { name: "s", strict: 1 } }
    ]
  ),
  { field: "stream", passes: [true, false], fails: but("flag") },
  {
    field: "stream_options",
    passes: [{}, { include_usage: true }, { include_usage: false }, { include_obfuscation: false }],
    fails: [...but("object"), { include_usage: 1 }, { include_obfuscation: "no" }, { routing_events: "yes" }]
  },
  sent("n", [1, 10], [0, 11, 1.5, ...but("number")]),
  sent("logprobs", [true, false], but("flag")),
  { ...sent("top_logprobs", [0, 20], [-1, 21, 0.5, ...but("number")]), with: { logprobs: true } },
  sent("user", ["", "u"], but("text")),
  sent(
    "web_search_options",
    [
      {},
      { search_context_size: "low" },
      { user_location: { type: "approximate", approximate: { city: "Oslo" } } }
    ],
    [...but("object"), { search_context_size: 5 }, { user_location: "Oslo" }]
  ),
  sent("verbosity", ["low", "medium", "high"], ["", "loud", ...but("text")]),
  sent("prompt_cache_key", ["", "k"], but("text")),
  sent("prompt_cache_options", [{}, { mode: "explicit", ttl: "30m" }], [...but("object"), { ttl: 30 }]),
  sent("prompt_cache_retention", ["in_memory", "24h"], but("text")),
  sent("safety_identifier", ["", long(128)], [long(129), ...but("text")]),
  sent(
    "moderation",
    [{ model: "m" }, { model: "m", policy: { input: { mode: "block" } } }],
    [...but("object"), { model: 5 }, { policy: { output: "block" } }]
  ),
  { field: "gateway", passes: [{}], fails: but("object") },
  { field: "extensions", passes: [{}, { openai: { a: 1 } }], fails: [...but("object"), { openai: 5 }] },
  { field: "drop_params", passes: [true, false], fails: but("flag") },
  { field: "region", passes: ["eu-west-1", "us-east1->us-west1"], fails: but("text") },
  { field: "use_custom_keys", passes: [true, false], fails: but("flag") },
  {
    field: "tags",
    passes: ["", "a, b", [], ["a"], [long(50)], Array.from({ length: 100 }, (_, index) => `t${index}`)],
    fails: [
      ...but("text", "list"),
      [5],
      [long(51)],
      long(51),
      Array.from({ length: 101 }, (_, index) => `t${index}`),
      Array.from({ length: 101 }, (_, index) => `t${index}`).join(",")
    ]
  },
  { field: "signature", passes: ["s"], fails: but("text") },
  { field: "log_query_body", passes: [true, false], fails: but("flag") },
  { field: "log_response_body", passes: [true, false], fails: but("flag") },
  { field: "functions", passes: [[{ name: "f" }]], fails: [...but("list"), [{}], [{ name: "" }]] },
  {
    field: "function_call",
    passes: ["auto", "none", { name: "f" }],
    fails: ["required", ...but("text", "object"), {}],
    with: tools
  },
  { field: "metadata", passes: [{}, { a: "b" }], fails: but("object") },
  { field: "service_tier", passes: ["auto", "flex", "anything"], fails: but("text") },
  { field: "prediction", passes: [{ type: "content", content: "x" }], fails: but("object") },
  { field: "store", passes: [true, false], fails: but("flag") },
  { field: "audio", passes: [], fails: [{ voice: "alloy", format: "mp3" }, ...but("object")] },
  { ...sent("modalities", [["text", "image"]], [["text", "audio"], ...but("list"), [5]]) },
  { field: "modalities", passes: [[], ["text"]], fails: [] },
  {
    field: "models",
    passes: [[]],
    fails: [...but("list"), [""], [5], Array.from({ length: 11 }, () => "m")]
  },
  { field: "routing", passes: [{}, { optimize: "cost" }], fails: [...but("object"), { optimise: "cost" }] },
  { field: "auriko_metadata", passes: [{}, { user_id: "u" }], fails: [...but("object"), { user: "u" }] }
]
