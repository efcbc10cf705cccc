import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import OpenAI from "openai"
import { createRouter } from "turnout"

const router = createRouter({ providers: [openai(), anthropic()] })
const client = new OpenAI({ apiKey: "unused", fetch: router.fetch })

const stream = await client.chat.completions.create({
  model: "claude-sonnet-4-5",
  messages: [{ role: "user", content: "Say hello." }],
  stream: true
})
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "")
await router.close()
