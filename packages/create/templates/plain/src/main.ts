import { fromEnvironment } from "@turnout/all"
import { createRouter } from "turnout"
import { ask } from "./ask.ts"

const router = createRouter({ providers: fromEnvironment() })
try {
  const { by, cost, text } = await ask(router, process.argv[2] ?? "Why is the sky blue?")
  console.log(text)
  console.log(`${by}, ${cost === undefined ? "cost unknown" : `$${cost}`}`)
} finally {
  await router.close()
}
