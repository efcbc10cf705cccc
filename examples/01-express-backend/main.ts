import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { createRouter } from "turnout"
import { make } from "./app.ts"

const router = createRouter({ providers: [openai(), anthropic()] })
const server = make(router).listen(Number(process.env["PORT"] ?? 3000))

process.once("SIGTERM", () => {
  server.close(() => void router.close())
})
