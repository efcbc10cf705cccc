/** Many callers, one router: a budget for each workspace, and a caller's own key beside the host's. */
import { openai } from "@turnout/openai"
import { createRouter, isRouterError } from "turnout"

const router = createRouter({
  providers: [openai()],
  budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: 0.0001 }] },
  limits: { principal: { requests_per_minute: 60 } }
})
const request = {
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Say hello." }],
  max_completion_tokens: 100
} as const

const acme = router.with({ principal: { workspace_id: "acme" } })
const initech = router.with({
  principal: { workspace_id: "initech" },
  keys: { openai: process.env["INITECH_KEY"] ?? "" }
})

for (const [name, tenant] of Object.entries({ acme, initech })) {
  try {
    for (let call = 1; call <= 3; call++) {
      const { usage } = await tenant.chat.completions.create(request)
      console.log(name, call, "answered", usage?.cost)
    }
  } catch (error) {
    if (!isRouterError(error)) throw error
    console.log(name, error.status, error.code)
  }
}
await router.close()
