/**
 * The one upstream, in a process of its own: both API families, unary, and streamed as one event per network read.
 * It does as little as it can, so that a client is what is measured. Prints its port.
 */
import { createServer, type ServerResponse } from "node:http"
import { anthropicStream, completion, message, openaiStream } from "./bodies.ts"
import { interval_ms } from "./workload.ts"

/** All open streams move at the same tick: one timer, whatever the concurrency. */
const open = new Map<ServerResponse, { readonly parts: ReadonlyArray<string>; next: number }>()
setInterval(() => {
  for (const [response, stream] of open) {
    response.write(stream.parts[stream.next++])
    if (stream.next < stream.parts.length) continue
    open.delete(response)
    response.end()
  }
}, interval_ms)

const server = createServer((request, response) => {
  const body: Array<Buffer> = []
  request.on("data", (bytes: Buffer) => body.push(bytes))
  request.on("end", () => {
    const openai = request.url?.endsWith("/chat/completions") === true
    if (Buffer.concat(body).includes('"stream":true')) {
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache"
      })
      response.flushHeaders()
      open.set(response, { parts: openai ? openaiStream : anthropicStream, next: 0 })
    } else {
      response.writeHead(200, { "content-type": "application/json" })
      response.end(openai ? completion : message)
    }
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address !== null && typeof address === "object") console.log(address.port)
})
process.on("disconnect", () => process.exit())
