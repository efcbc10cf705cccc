import { fromEnvironment } from "@turnout/all"
import { createRouter } from "turnout"

const router = createRouter({ providers: fromEnvironment(), optimize: "cost" })

const answer = await router.chat.completions.create({
  messages: [{ role: "user", content: "Say hello." }],
  gateway: { models: ["gpt-4o", "claude-sonnet-4-5"] }
})

console.log(answer.choices[0]?.message.content, answer.routing_metadata)
await router.close()
