/** All of the host's own handed to a router, and the plans that come of it. Nothing is sent. */
import { openaiCompatible } from "@turnout/openai-compatible"
import { explain } from "@turnout/router/Explain"
import { createRouter } from "turnout"
import { review } from "./constraint.ts"
import { green } from "./green.ts"
import { coders } from "./scorer.ts"
import { carbonOf } from "./signal.ts"
import { bargain } from "./strategy.ts"

const meter = new Map([
  ["acme", 410],
  ["globex", 30],
  ["initech", 12]
])

const account = (id: string, usd: number, models: ReadonlyArray<string>) => {
  const price = { input: usd, output: usd }
  return openaiCompatible({
    id,
    baseUrl: "http://127.0.0.1:9",
    open: false,
    models: Object.fromEntries(models.map((model) => [model, { price }]))
  })
}

const router = createRouter({
  providers: [
    account("acme", 1, ["talker", "coder-1"]),
    account("globex", 2, ["talker"]),
    account("initech", 3, ["talker"])
  ],
  constraints: [review],
  signals: { carbon: carbonOf(meter) },
  strategies: { bargain, green },
  scorers: { coders }
})

const plan = async (model: string, content: string, optimize?: string) => {
  const gateway = optimize === undefined ? {} : { routing: { optimize } }
  const { decision } = await router.plan({ model, messages: [{ role: "user", content }], gateway })
  console.log(`${explain(decision)}\n`)
}

await plan("talker", "hello", "green")
await plan("talker", "a long story ".repeat(4000), "green")
await plan("router_coders@quality", "why does this function not compile?")
await router.close()
