import type { Decision, DecisionCandidate } from "@turnout/core/Decision"
import { toNodeHandler } from "@turnout/fetch/node"
import type { EndpointHealth } from "@turnout/router/HealthList"
import type { Receipt } from "@turnout/router/Receipt"
import { dashboard, type Dashboard, type DashboardOptions, type Watched } from "@turnout/dashboard"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** Names that would run, break out of an attribute, or turn the line around, where they were not text. */
export const hostile = [
  `<script>globalThis.pwned = 1</script>`,
  `"><img src=x onerror="globalThis.pwned = 2">`,
  `' onmouseover='globalThis.pwned = 3`,
  `\u202Etxt.exe\u2066 \u0000 </textarea></title>`,
  "`${globalThis.pwned = 4}` {{constructor}} <!--",
  "half a \uD800 character\uDC00",
  "__proto__",
  "constructor"
]

const candidate = (endpoint: string, more: Partial<DecisionCandidate> = {}): DecisionCandidate => ({
  endpoint,
  provider: endpoint.split("/")[0]!,
  model: endpoint.slice(endpoint.indexOf("/") + 1),
  verdict: "viable",
  signals: {
    outcomes: 120,
    successes: 117,
    ttft_ms: { p50: 320, p75: 400, p90: 610 },
    ttft_samples: 80,
    tps: { p50: 71 },
    tps_samples: 80,
    in_flight: 2,
    cooling_until: 0
  },
  expected_cost: { expected: 412_000 } as DecisionCandidate["expected_cost"],
  ...more
})

const decisionOf = (endpoints: ReadonlyArray<string>, at: number): Decision => ({
  version: 1,
  facts: {
    stream: true,
    prompt_tokens: 1210,
    choices: 1,
    tools: false,
    reasoning: false,
    ttft_percentile: "p50",
    throughput_percentile: "p50"
  },
  strategy: "balanced",
  weights: { cost: 0.25, ttft: 0.25, tps: 0.25, reliability: 0.25 },
  selection: "best",
  seed: 7_193_110,
  at,
  signals: "d41d8c",
  candidates: [
    ...endpoints.map((endpoint, index) => {
      const contributions = {
        cost: 0.24 - 0.05 * index,
        ttft: 0.12 + 0.04 * index,
        tps: 0.2 - 0.07 * index,
        reliability: 0.245
      }
      const score = Object.values(contributions).reduce((sum, part) => sum + part, 0)
      const probability = index === 0 ? 0.86 : 0.14
      return candidate(endpoint, { contributions, score, rank: index + 1, probability })
    }),
    candidate("fireworks/gpt-4o", {
      verdict: "excluded",
      reason: "cooling",
      detail: "cooling down for 12 s"
    }),
    candidate("lambda/gpt-4o-tiny", {
      verdict: "excluded",
      reason: "context_window",
      detail: "8192 tokens are too few for 1210 and an answer of 16384"
    })
  ]
})

/** A call whose first attempt failed, and whose second and third raced. */
export const receiptOf = (index: number, more: Partial<Receipt> = {}): Receipt => {
  const started_at = Date.now() - 3_600_000 + index * 350
  const outcome = index % 19 === 7 ? "failed" : index % 31 === 9 ? "interrupted" : "answered"
  const providers = ["openai", "azure-eu", "groq"]
  const [first, second, third] = providers.map((_, at) => `${providers[(index + at) % 3]}/gpt-4o`)
  const base = { provider: "openai", model: "gpt-4o", credential: "main" }
  const ms = 180 + ((index * 7919) % 700)
  const cost = { usd: 0.000412, confidence: "exact", buckets: {}, payer: "platform" } as const
  return {
    id: `${index}.call`,
    outcome,
    stream: index % 2 === 0,
    started_at,
    duration_ms: ms * 4,
    asked: { models: ["gpt-4o"] },
    cost: { usd: outcome === "answered" ? 0.000412 : 0, confidence: index % 5 === 0 ? "assumed" : "exact" },
    attempts: [
      {
        ...base,
        endpoint: first!,
        outcome: "failed",
        reason: "Overloaded",
        status: 503,
        provider_message: "The engine is currently overloaded, please try again later",
        started_ms: 2,
        duration_ms: ms
      },
      ...(index % 4 === 0
        ? [
            {
              ...base,
              endpoint: third!,
              outcome: "interrupted",
              hedge: true,
              started_ms: ms * 1.6,
              duration_ms: ms,
              cost
            } as const
          ]
        : []),
      {
        ...base,
        endpoint: second!,
        outcome,
        started_ms: ms + 4,
        duration_ms: ms * 3 - 4,
        ...(outcome === "answered" ? { ttft_ms: ms, cost } : { reason: "ServerError" as const, status: 500 })
      }
    ],
    ...(outcome === "answered"
      ? {
          answer: { id: `chatcmpl-${index}`, finish_reasons: ["stop"] },
          routing: {
            provider: second!.split("/")[0]!,
            provider_model_id: "gpt-4o-2024-08-06",
            model_canonical: "gpt-4o",
            routing_strategy: "balanced",
            ttft_ms: ms,
            throughput_tps: 68.2,
            cost: { usd: 0.000412 },
            warnings: []
          },
          usage: { prompt_tokens: 1210, completion_tokens: 184, total_tokens: 1394 }
        }
      : {}),
    ...(outcome === "failed"
      ? {
          error: {
            type: "api_error",
            code: "upstream_error",
            status: 502,
            message: "Every attempt failed; the last with 500 from azure-eu.",
            param: null
          } as Receipt["error"] & object
        }
      : {}),
    metadata: { tags: index % 3 === 0 ? ["search"] : ["chat", "beta"], user_id: `user-${index % 17}` },
    principal: { workspace_id: index % 2 === 0 ? "acme" : "initech" },
    decision: decisionOf([second!, first!, third!], started_at),
    ...more
  }
}

const healthOf = (id: string, more: Partial<EndpointHealth> = {}): EndpointHealth => ({
  object: "endpoint_health",
  id,
  provider: id.split("/")[0]!,
  model: "gpt-4o",
  status: "healthy",
  cooling_keys: [],
  failures: 0,
  error_share: 0.025,
  last_outcome_at: Date.now() - 4000,
  signals: {
    outcomes: 412,
    successes: 402,
    ttft_ms: { p50: 312, p90: 720, p99: 1904 },
    ttft_samples: 220,
    tps: { p50: 71.4 },
    tps_samples: 220,
    in_flight: 3,
    unary: { outcomes: 190, successes: 188, ms: { p50: 1310, p90: 2650, p99: 5204 }, samples: 188 }
  },
  ...more
})

const { unary: _unary, ...unmeasured } = healthOf("x/y").signals

/** A router that says what a dashboard reads, with hostile names where they are asked for. */
export const watched = (names: ReadonlyArray<string> = []): Watched => ({
  health: {
    list: () => {
      const now = Date.now()
      return Promise.resolve({
        object: "list",
        at: now,
        network_suspect: false,
        data: [
          healthOf("openai/gpt-4o"),
          healthOf("azure-eu/gpt-4o", {
            status: "ranked_last",
            demoted: { because: "unsupported", param: "top_k", until: now + 200_000 }
          }),
          healthOf("groq/gpt-4o", {
            status: "cooling_down",
            cooldown: { because: "rate_limit", until: now + 32_000 },
            cooling_keys: [
              { credential: "main", at: "endpoint", because: "rate_limit", until: now + 32_000 }
            ],
            failures: 2,
            error_share: 0.31
          }),
          ...names.map((name) => healthOf(`openai/${name}`)),
          ...Array.from({ length: 40 }, (_, index) =>
            healthOf(`openai/model-${index}`, {
              status: "unmeasured",
              signals: {
                ...unmeasured,
                outcomes: 0,
                successes: 0,
                ttft_ms: {},
                tps: {},
                ttft_samples: 0,
                tps_samples: 0
              }
            })
          )
        ]
      })
    }
  },
  budgets: {
    list: () => {
      const at = Date.now()
      const budget = (id: string, spend_usd: number, more = {}) => ({
        scope: "workspace" as const,
        id,
        period: "daily" as const,
        enforce: true,
        limit_usd: 25,
        spend_usd,
        reserved_usd: 0,
        unpriced: 0,
        resets_at: at + 22_000_000,
        ...more
      })
      return Promise.resolve({
        object: "list" as const,
        at,
        data: [
          budget("acme", 11.204183, { reserved_usd: 2.5 }),
          budget("initech", 25.000412),
          budget("umbrella", 21.9, { unpriced: 3 }),
          budget("hooli", 0.41, { enforce: false, period: "monthly" }),
          ...names.map((name) => budget(name, 1))
        ]
      })
    }
  }
})

/** A dashboard with so many calls, on loopback. */
export const served = async (
  calls: number | ReadonlyArray<Receipt>,
  { names = [], ...options }: DashboardOptions & { readonly names?: ReadonlyArray<string> } = { public: true }
): Promise<{ readonly url: string; readonly board: Dashboard; readonly close: () => Promise<void> }> => {
  const board = dashboard(options)
  const receipts =
    typeof calls === "number" ? Array.from({ length: calls }, (_, index) => receiptOf(index)) : calls
  for (const receipt of receipts) board.observe.receipt(receipt)
  const handler = toNodeHandler(board.watch(watched(names)))
  const server = createServer((request, response) => void handler(request, response))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    board,
    url: `http://127.0.0.1:${port}/dashboard`,
    close: async () => {
      board.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}
