/**
 * `node member.ts REDIS URL NAME LIMIT`: a router that shares a server. Each line of its input is a number of calls that it makes
 * at once; then it prints how they ended. The end of its input is its own.
 */
import { openaiCompatible } from "@turnout/openai-compatible"
import { redis } from "@turnout/redis"
import * as Spenders from "@turnout/testing/Spenders"
import { createInterface } from "node:readline"
import { createRouter, isRouterError } from "turnout"

const [store = "", baseUrl = "", name = "", limit = "{}"] = process.argv.slice(2)

const router = createRouter({
  providers: [openaiCompatible({ ...Spenders.account, baseUrl, headers: { "x-member": name } })],
  limits: { principal: JSON.parse(limit) as object },
  routing: { max_fallback_attempts: 0 },
  // What a loaded machine makes of 100 ms says nothing of these laws.
  state: redis({ url: store, timeout_ms: 5_000 }),
  on_store_failure: "closed"
})

const request = {
  model: "dear@acme",
  max_completion_tokens: 10,
  messages: [{ role: "user", content: "hi" }]
} as const

/** How it ended; what is refused since the server does not answer is asked again. */
const call = async (): Promise<string> => {
  try {
    await router.chat.completions.create(request, { principal: { workspace_id: "acme" } })
    return "answered"
  } catch (error) {
    if (!isRouterError(error)) return String(error)
    if (error.code !== "service_unavailable") return error.code
    await new Promise((resolve) => setTimeout(resolve, error.retry_after_ms))
    return call()
  }
}

await router.ready()
console.log("ready")
for await (const line of createInterface({ input: process.stdin })) {
  const ended: { [code: string]: number } = {}
  for (const code of await Promise.all(Array.from({ length: Number(line) }, call))) {
    ended[code] = (ended[code] ?? 0) + 1
  }
  console.log(JSON.stringify(ended))
}
await router.close()
