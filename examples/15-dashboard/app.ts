/** The router's HTTP form and its dashboard at one server of Node's own. */
import { type Authenticate, dashboard } from "@turnout/dashboard"
import { toNodeHandler } from "@turnout/fetch/node"
import { openai } from "@turnout/openai"
import * as Observers from "@turnout/router/Observers"
import { createServer, type Server } from "node:http"
import { createRouter } from "turnout"

export const make = (authenticate: Authenticate, log: (line: string) => void) => {
  const board = dashboard({ authenticate })
  const router = createRouter({
    providers: [openai()],
    // The dashboard sees every call, and so does the log: neither can hide one from the other.
    observe: Observers.all(board.observe, ({ cost, outcome }) => log(`${outcome} $${cost.usd}`))
  })
  const pages = toNodeHandler(board.watch(router))
  const api = toNodeHandler(router.fetch)
  const server: Server = createServer((request, response) => {
    const isPage = (request.url ?? "").startsWith("/dashboard")
    void (isPage ? pages : api)(request, response)
  })
  const close = async () => {
    board.close()
    server.close()
    await router.close()
  }
  return { server, close }
}
