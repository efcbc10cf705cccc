import { openai } from "@turnout/openai"
import OpenAI from "openai"
import { createRouter } from "turnout"

const router = createRouter({
  providers: [openai()],
  budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: 5 }] },
  limits: { principal: { requests_per_minute: 60, concurrent: 8 } },
  observe: ({ cost, outcome, principal }) => console.log(principal.workspace_id, outcome, cost.usd)
})
const client = new OpenAI({ apiKey: "unused", fetch: router.fetchFor({ workspace_id: "acme" }) })

const answer = await client.chat.completions.create({
  model: "gpt-4o",
  messages: [{ role: "user", content: "Say hello." }]
})
console.log(answer.choices[0]?.message.content)
await router.close()
