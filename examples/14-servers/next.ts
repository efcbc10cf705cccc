/** Next: what `app/api/v1/[...path]/route.ts` exports, one handler for every method. */
import type { TurnoutRouter } from "turnout"

type RouteHandler = (request: Request) => Promise<Response>

interface Route {
  readonly GET: RouteHandler
  readonly HEAD: RouteHandler
  readonly OPTIONS: RouteHandler
  readonly POST: RouteHandler
}

export const make = (router: TurnoutRouter): Route => {
  const handler: RouteHandler = (request) => router.fetch(request)
  return { GET: handler, HEAD: handler, OPTIONS: handler, POST: handler }
}
