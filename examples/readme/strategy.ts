import { openai } from "@turnout/openai"
import { createRouter, explain, Strategy } from "turnout"

const widest = Strategy.by(({ endpoint }) => endpoint.facts.limits.context ?? 0, "highest")

const router = createRouter({
  providers: [openai()],
  strategies: { "widest-then-cheapest": Strategy.andThen(widest, Strategy.by("cost")) },
  optimize: "widest-then-cheapest"
})
const plan = await router.plan({
  messages: [{ role: "user", content: "Say hello." }],
  gateway: { models: ["gpt-4o", "gpt-4.1", "gpt-4o-mini"] }
})
console.log(explain(plan.decision))
await router.close()
