/** Node's own server, and nothing else: any OpenAI client calls `http://host/v1`. */
import { toNodeHandler } from "@turnout/fetch/node"
import { createServer, type Server } from "node:http"
import type { TurnoutRouter } from "turnout"

export const make = (router: TurnoutRouter): Server => {
  const handler = toNodeHandler(router.fetch)
  return createServer((request, response) => void handler(request, response))
}
