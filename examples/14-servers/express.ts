/** Express: mounted before the body parser, so that bodies come as they were sent. Behind it, it works as well. */
import { toNodeHandler } from "@turnout/fetch/node"
import express from "express"
import { createServer, type Server } from "node:http"
import type { TurnoutRouter } from "turnout"

export const make = (router: TurnoutRouter): Server => {
  const app = express()
  app.use("/ai", toNodeHandler(router.fetch))
  app.use(express.json())
  app.get("/health", (_request, response) => void response.json({ ok: true }))
  return createServer(app)
}
