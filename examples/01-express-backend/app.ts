/**
 * An Express backend as it stood before, and the one route that now answers through Turnout: no gateway, no second
 * deployment, and the caller's disconnect reaches the vendor.
 */
import express, { type ErrorRequestHandler, type Express } from "express"
import { type ChatRequest, isRouterError, type TurnoutRouter } from "turnout"

export const make = (router: TurnoutRouter): Express => {
  const app = express()
  app.use(express.json())

  app.get("/health", (_request, response) => {
    response.json({ ok: true })
  })

  app.post("/summaries", async (request, response) => {
    const aborted = new AbortController()
    response.once("close", () => aborted.abort())
    const ask: ChatRequest = {
      messages: [
        { role: "system", content: "Summarise in one sentence." },
        { role: "user", content: String((request.body as { text?: unknown }).text ?? "") }
      ],
      gateway: { models: ["gpt-4o-mini", "claude-haiku-4-5"], routing: { optimize: "cost" } }
    }
    const stream = await router.chat.completions.create({ ...ask, stream: true }, { signal: aborted.signal })
    response.type("text/plain")
    for await (const { choices } of stream) response.write(choices[0]?.delta.content ?? "")
    response.end()
  })

  app.use(((error: unknown, _request, response, next) => {
    if (response.headersSent) return response.destroy()
    if (!isRouterError(error)) return next(error)
    const { code, message, retry_after_ms, status } = error
    if (retry_after_ms !== undefined) response.set("retry-after", String(Math.ceil(retry_after_ms / 1_000)))
    response.status(status).json({ error: { code, message } })
  }) satisfies ErrorRequestHandler)

  return app
}
