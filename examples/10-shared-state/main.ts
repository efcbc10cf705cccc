/**
 * Two routers, one store: a budget that both keep together, and what both spent. A store in memory stands for one that
 * outlives the process: `state: sqlite({ file })` of `@turnout/sqlite` takes its place.
 */
import { openai } from "@turnout/openai"
import * as Memory from "@turnout/state/Memory"
import { Store } from "@turnout/state/Store"
import { Layer } from "effect"
import { createRouter, isRouterError } from "turnout"

const state = Layer.succeed(Store, Memory.make(Date.now))
const options = {
  providers: [openai()],
  state,
  budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: 0.0001 }] }
} as const
const [one, two] = [createRouter(options), createRouter(options)]

let answered = 0
let refused = 0
for (const router of [one, two, one, two, one, two]) {
  try {
    await router.with({ principal: { workspace_id: "acme" } }).chat.completions.create({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: "Say hello." }],
      max_completion_tokens: 50
    })
    answered++
  } catch (error) {
    if (!isRouterError(error) || error.code !== "budget_exhausted") throw error
    refused++
  }
}
const { total } = await two.spend({ by: "model" })
console.log(`${answered} answered, ${refused} refused, spent $${total.exact_usd}`)
await Promise.all([one.close(), two.close()])
