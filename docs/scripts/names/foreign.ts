/**
 * Names in the docs that no code of ours has, each looked at: of vendors and other programs, examples of mistakes, words
 * that were not taken. By the page that may say them, `*` for any.
 */
const byPage: { readonly [page: string]: ReadonlyArray<string> } = {
  // Node, V8, proxies, HTTP.
  "*": [
    "mts",
    "require",
    "NODE_COMPILE_CACHE",
    "enableCompileCache",
    "NO_PROXY",
    "ProxyAgent",
    "eval",
    "Age",
    "Allow"
  ],
  "docs/adding-a-provider.md": ["src/Acme.ts"],
  // The AI SDK's and Effect's own.
  "docs/ai-sdk.md": [
    "rawFinishReason",
    'reasoning: "provider-default"',
    "data.error",
    "data.attempts",
    "data.violations"
  ],
  "docs/effect-ai.md": ["toolkit", "generateObject", "ResponseIdTracker", "metadata.turnout"],
  "docs/decisions/0001-effect-4.md": ["SchemaJITCompiler", "ExecutionPlan", "CircuitBreaker"],
  "docs/decisions/0003-attempts.md": ["ExecutionPlan"],
  "docs/decisions/0005-transport.md": ["Continue"],
  // Rejected names.
  "docs/decisions/0010-and-then.md": ["Strategy.then", "thenBy"],
  "docs/decisions/0013-health.md": ["CircuitBreaker"],
  // Names before they were changed.
  "docs/decisions/0015-rooms-and-words.md": [
    "Alarm",
    "Rest",
    "Patience",
    "Sketch",
    "Bell",
    "Watch",
    "Timers",
    "Splice",
    "Seam",
    "Cooling",
    "Trace",
    "Draw",
    "Queries",
    "Beside",
    "Within",
    "DraftOptions",
    "router.standing()"
  ],
  "docs/decisions/0017-how-long-a-call-lives.md": ["FinalizationRegistry"],
  "docs/decisions/0018-replies.md": ["rawJSON", 'reasoning: "origin"'],
  "docs/decisions/0019-counts-and-costs.md": ["modifier"],
  "docs/decisions/0020-requests.md": ["calendar-x2e-list", "$top"],
  "docs/decisions/0022-host-mistakes.md": ["sginal", "usr_id", "principal.usr_id", "validate.kept"],
  "docs/decisions/0024-compiled-tables.md": ["malloc"],
  "docs/decisions/0025-cold-start.md": ["SchemaAOTCompiler"],
  "docs/decisions/0028-allocation.md": ["Getter"],
  "docs/decisions/0033-http-form.md": ["HttpApi"],
  "docs/decisions/0037-the-site.md": ["vitepress-plugin-llms", "puppeteer-core"],
  "docs/guide/tenants.md": ["ak_"],
  "docs/guide/concepts.md": ["openai-eu"],
  "docs/house.md": ["toX", "fromX", "isX", "PascalCase", "PascalCase.ts", "helpers", "expect", "feat"],
  // Names of examples, and examples of mistakes: `docs/test/expressions.test.ts` reads each.
  "docs/reference/expressions.md": ["router_mine", "ittl", "qualty"],
  "packages/bridges/otel/README.md": ["Otlp", "PrometheusMetrics", "_tokens"],
  // Fields of vendors that pass through `extensions`, and what is sent nowhere.
  "packages/providers/bedrock/README.md": [
    "InvokeModel",
    "guardrailConfig",
    "performanceConfig",
    "anthropic_beta"
  ],
  "packages/providers/cohere/README.md": ["safety_mode", "citation_options"],
  "packages/providers/google/README.md": [
    "safetySettings",
    "cachedContent",
    "safetyRatings",
    "citationMetadata"
  ],
  "packages/providers/ollama/README.md": ["gpu", "keep_alive"],
  "packages/providers/openrouter/README.md": ["Referer", "Title", "transforms"],
  "packages/providers/perplexity/README.md": ["search_domain_filter", "search_recency_filter"],
  "packages/providers/vertex/README.md": ["anthropic_beta", "safetySettings", "labels"],
  // An event's type, and a field of Effect's AI metadata.
  "docs/responses.md": ["response.failed"],
  "packages/bridges/responses/README.md": ["response.failed"],
  "packages/bridges/effect-ai/README.md": ["metadata.turnout.routing_metadata"],
  "docs/guide/streaming.md": ["stream.controller.abort()"],
  "docs/guide/http.md": ["find: (hash) => record"],
  "packages/redis/README.md": ["appendonly", "appendfsync"]
}

/** Pages whose tables have somebody else's name in the first column, and ours beside it. */
export const theirsFirst: ReadonlySet<string> = new Set(["docs/guide/migration.md"])

const sets = new Map(Object.entries(byPage).map(([page, names]) => [page, new Set(names)]))

export const isForeign = (page: string, name: string): boolean =>
  sets.get("*")?.has(name) === true || sets.get(page)?.has(name) === true

/** Every exception, for the test that none is left behind. */
export const exceptions: ReadonlyArray<readonly [page: string, name: string]> = Object.entries(
  byPage
).flatMap(([page, names]) => names.map((name) => [page, name] as const))
