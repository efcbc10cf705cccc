import express, { type ErrorRequestHandler, type Express } from "express"
import { isRouterError, type TurnoutRouter } from "turnout"

export interface Options {
  /** The models to route over. */
  readonly models?: ReadonlyArray<string>
}

/** `POST /ask` streams the answer as text. A caller who leaves ends the request at the vendor. */
export const appOf = (
  router: Pick<TurnoutRouter, "chat">,
  { models = ["gpt-4o-mini", "claude-haiku-4-5"] }: Options = {}
): Express => {
  const app = express()
  app.use(express.json({ limit: "100kb" }))

  app.get("/health", (_request, response) => {
    response.json({ ok: true })
  })

  app.post("/ask", async (request, response) => {
    const { question } = (request.body ?? {}) as { readonly question?: unknown }
    if (typeof question !== "string" || question.trim() === "") {
      response.status(400).json({ error: { code: "bad_request", message: "The body is { question }." } })
      return
    }
    const gone = new AbortController()
    response.once("close", () => gone.abort())
    const stream = await router.chat.completions.create(
      {
        messages: [{ role: "user", content: question }],
        max_completion_tokens: 500,
        gateway: { models, routing: { optimize: "cost" } },
        stream: true
      },
      { signal: gone.signal }
    )
    response.type("text/plain")
    for await (const { choices } of stream) response.write(choices[0]?.delta.content ?? "")
    response.end()
  })

  app.use(((error: unknown, _request, response, next) => {
    if (response.headersSent) {
      response.destroy()
      return
    }
    if (!isRouterError(error)) {
      next(error)
      return
    }
    const { code, message, retry_after_ms, status } = error
    if (retry_after_ms !== undefined) response.set("retry-after", String(Math.ceil(retry_after_ms / 1000)))
    response.status(status).json({ error: { code, message } })
  }) satisfies ErrorRequestHandler)

  return app
}
