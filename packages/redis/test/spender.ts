/** `node spender.ts REDIS URL CALLS`: makes so many calls at once under the budget of a workspace. */
import { openaiCompatible } from "@turnout/openai-compatible"
import { redis } from "@turnout/redis"
import * as Spenders from "@turnout/testing/Spenders"
import { createRouter } from "turnout"

const [store = "", baseUrl = "", calls = "1"] = process.argv.slice(2)

await Spenders.spend(
  createRouter({
    providers: [openaiCompatible({ ...Spenders.account, baseUrl })],
    budgets: Spenders.budgets,
    state: redis({ url: store }),
    on_store_failure: "closed"
  }),
  Number(calls)
)
