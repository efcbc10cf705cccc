/** A second attempt starts when the first is late; the first content wins, and the other is interrupted. */
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { createRouter, explainCall } from "turnout"

const router = createRouter({
  providers: [openai(), anthropic()],
  // Hedges cost money: by default few calls may start one, and none that is three times as dear.
  hedge: { share: 1, price_ratio: 10 }
})
const answer = await router.chat.completions.create({
  messages: [{ role: "user", content: "Say hello." }],
  gateway: {
    models: ["gpt-4o-mini", "claude-haiku-4-5"],
    routing: { mode: "fallback", hedge: { after_ms: 50 } },
    include: ["attempts"]
  }
})
console.log(answer.choices[0]?.message.content)
console.log(explainCall(answer))
await router.close()
