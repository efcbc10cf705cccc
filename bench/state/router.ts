/** A router over a server, or over its own memory, whose vendor answers from memory: what is left is admission. */
import type * as Redis from "@turnout/redis"
import type { TurnoutRouter } from "turnout"
import { load } from "../installed.ts"
import * as Memory from "../memory.ts"
import * as Parts from "../subjects/turnout/parts.ts"

export const request = {
  model: "gpt-4o",
  max_completion_tokens: 100,
  messages: [{ role: "user" as const, content: "Say hello." }]
}

/** Under a budget, a limit per minute and one of concurrency; `url` undefined: all three in memory. */
export const make = async (url: string | undefined): Promise<TurnoutRouter> => {
  const { redis } = await load<typeof Redis>("@turnout/redis")
  return Parts.router(Memory.origin, {
    include: [],
    budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: 1_000_000 }] },
    limits: { principal: { requests_per_minute: 100_000_000, concurrent: 100_000 } },
    ...(url === undefined ? {} : { state: redis({ url }) })
  })
}

export const call = (router: TurnoutRouter, workspace: number): Promise<unknown> =>
  router.chat.completions.create(request, { principal: { workspace_id: `w${workspace}` } })
