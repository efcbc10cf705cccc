// Run with two vendors' keys in its environment, by scripts/consumer.ts: what is registered, and whose code is loaded.
import assert from "node:assert/strict"
import { registerHooks } from "node:module"

const loaded: Array<string> = []
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })

const { fromEnvironment } = await import("@turnout/all")
const { createRouter } = await import("turnout")

const router = createRouter({ providers: fromEnvironment() })
await router.ready()
const { data, unconfigured } = await router.providers.list()
assert.deepEqual(data.map(({ id }) => id).sort(), ["anthropic", "openai"])

const plan = await router.plan({
  model: "claude-sonnet-4-5",
  messages: [{ role: "user", content: "Hello." }]
})
assert.equal(plan.steps[0]?.endpoint.split("/")[0], "anthropic")

const packages = new Set(loaded.flatMap((url) => /\/@turnout\/([\w-]+)\//.exec(url)?.[1] ?? []))
assert.deepEqual(
  unconfigured.map(({ provider }) => provider).filter((provider) => packages.has(provider)),
  []
)
await router.close()
