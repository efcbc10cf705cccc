/** Fastify: in a scope of its own, whose parser passes bodies on unread. */
import { toNodeHandler } from "@turnout/fetch/node"
import fastify, { type FastifyInstance } from "fastify"
import type { TurnoutRouter } from "turnout"

export const make = (router: TurnoutRouter): FastifyInstance => {
  const app = fastify()
  const handler = toNodeHandler(router.fetch)
  void app.register(
    (scope, _options, done) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser("*", (_request, _payload, parsed) => parsed(null))
      scope.all("/*", async ({ raw }, reply) => {
        reply.hijack()
        await handler(raw, reply.raw)
      })
      done()
    },
    { prefix: "/ai" }
  )
  app.get("/health", () => ({ ok: true }))
  return app
}
