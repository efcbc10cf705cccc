import { openaiCompatible } from "@turnout/openai-compatible"
import { createRouter } from "turnout"

const acme = openaiCompatible({
  id: "acme",
  baseUrl: process.env["ACME_URL"] ?? "https://llm.acme.example/v1",
  apiKey: process.env["ACME_KEY"] ?? "",
  models: {
    "acme-large": { limits: { context: 128_000, output: 8_192 }, price: { input: 0.5, output: 1.5 } }
  }
})

const router = createRouter({ providers: [acme] })
const answer = await router.chat.completions.create({
  model: "acme-large@acme",
  messages: [{ role: "user", content: "Say hello." }]
})
console.log(answer.choices[0]?.message.content, answer.usage?.cost)
await router.close()
