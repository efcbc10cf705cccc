/** `node spender.ts REDIS URL CALLS`: makes so many calls at once under the budget of a workspace, and says how each ended. */
import { openaiCompatible } from "@turnout/openai-compatible"
import { redis } from "@turnout/redis"
import { createRouter, isRouterError } from "turnout"

const [store = "", baseUrl = "", calls = "1"] = process.argv.slice(2)

const router = createRouter({
  providers: [
    openaiCompatible({
      id: "acme",
      baseUrl,
      apiKey: "none",
      models: {
        dear: { limits: { context: 1000, output: 1000 }, price: { input: 0, output: 500 } }
      }
    })
  ],
  budgets: { rules: [{ scope: "workspace", period: "monthly", limit_usd: 100 }] },
  state: redis({ url: store }),
  on_store_failure: "closed"
})
await router.ready()
console.log("ready")
// Begins when it is told to, so that all begin together.
await new Promise((resolve) => process.stdin.once("data", resolve))
process.stdin.pause()

const ended: { [code: string]: number } = {}
await Promise.all(
  Array.from({ length: Number(calls) }, async () => {
    // What is refused since the store is away is asked again, as its callers would.
    let code = "service_unavailable"
    while (code === "service_unavailable") {
      code = await router.chat.completions
        .create(
          { model: "dear@acme", max_completion_tokens: 1000, messages: [{ role: "user", content: "hi" }] },
          { principal: { workspace_id: "acme" } }
        )
        .then(
          () => "answered",
          (error: unknown) => (isRouterError(error) ? error.code : String(error))
        )
      if (code === "service_unavailable") await new Promise((resolve) => setTimeout(resolve, 50))
    }
    ended[code] = (ended[code] ?? 0) + 1
  })
)
await router.close()
console.log(JSON.stringify(ended))
