/**
 * The door behind Node's own server for HTTP/1, and behind every framework that hands out its request and response: Express, Fastify,
 * Next's pages. Nothing of Node is imported.
 */
import { bodyOf, type NodeRequest } from "./node/request.ts"
import { type NodeResponse, write } from "./node/response.ts"

export type { NodeRequest } from "./node/request.ts"
export type { NodeResponse } from "./node/response.ts"

/** Without `duplex` no `Request` can be made of a body that streams. */
type Init = RequestInit & { readonly duplex: "half" }

/** What answers: `router.fetch`, or anything else that is called as `fetch` is. */
type Handler = (url: string, init: Init) => Promise<Response>

/** Takes `next` of a framework, and calls it only with an error that the handler rejected with. */
export type NodeHandler = (
  request: NodeRequest,
  response: NodeResponse,
  next?: (error?: unknown) => void
) => Promise<void>

/**
 * Answers a request of Node's. A client that leaves aborts the call and so the request at the vendor; a client that reads
 * slowly is waited for. A body that a framework has parsed already is taken from `request.body`.
 */
export const toNodeHandler =
  (handler: Handler): NodeHandler =>
  async (request, response, next) => {
    const controller = new AbortController()
    const leave = () => {
      if (!response.writableFinished) controller.abort(new Error("The client has left."))
    }
    response.once("close", leave)
    // Of a client that has left, which "close" tells as well.
    response.on("error", () => {})
    try {
      const { method = "GET" } = request
      const body = method === "GET" || method === "HEAD" ? null : bodyOf(request)
      const answer = await handler(urlOf(request), {
        method,
        headers: headersOf(request),
        body,
        signal: controller.signal,
        duplex: "half"
      })
      await write(answer, request, response)
    } catch (error) {
      if (controller.signal.aborted) return
      if (next !== undefined) return next(error)
      if (response.headersSent) return void response.destroy()
      response.statusCode = 500
      response.end()
    }
  }

/** As the client asked for it: frameworks cut the place where a handler is mounted off `url`. */
const urlOf = ({ headers, originalUrl, socket, url = "/" }: NodeRequest): string => {
  const host = headers["host"] ?? "localhost"
  const isSecure = "encrypted" in (socket ?? {})
  return `${isSecure ? "https" : "http"}://${String(host)}${originalUrl ?? url}`
}

const headersOf = ({ headers }: NodeRequest): Array<[string, string]> => {
  const found: Array<[string, string]> = []
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    for (const each of typeof value === "string" ? [value] : value) found.push([name, each])
  }
  return found
}
