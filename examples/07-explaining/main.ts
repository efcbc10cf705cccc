/** Why this endpoint: the table behind a choice, before the call (`plan`) and after it. */
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { createRouter, explain, explainCall, hasColor } from "turnout"

const router = createRouter({ providers: [openai(), anthropic()] })
const request = {
  messages: [{ role: "user", content: "Say hello." }],
  gateway: {
    models: ["gpt-4o", "gpt-4o-mini", "claude-haiku-4-5"],
    routing: { optimize: "cost", providers: ["openai"] },
    include: ["attempts", "decision"]
  }
} as const

const { decision } = await router.plan(request)
console.log(explain(decision))

const answer = await router.chat.completions.create(request)
const color = hasColor({ env: process.env, isTTY: process.stdout.isTTY })
console.log(explainCall(answer, { color }))
await router.close()
