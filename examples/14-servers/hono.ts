/** Hono, on any runtime: the router takes the request as it is. */
import { Hono } from "hono"
import type { TurnoutRouter } from "turnout"

export const make = (router: TurnoutRouter): Hono => {
  const app = new Hono()
  app.all("/ai/*", ({ req }) => router.fetch(req.raw))
  app.get("/health", (context) => context.json({ ok: true }))
  return app
}
