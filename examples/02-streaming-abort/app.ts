import { createServer, type Server } from "node:http"
import type { TurnoutRouter } from "turnout"

/** A page with a stop button, and the route that it reads: words go out as they come. */
export const make = (router: TurnoutRouter): Server =>
  createServer((request, response) => {
    if (request.method !== "POST") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page)
      return
    }
    const gone = new AbortController()
    response.once("close", () => gone.abort())
    void answer(router, gone.signal, (text) => response.write(text)).then(
      () => response.end(),
      () => (response.headersSent ? response.destroy() : response.writeHead(502).end())
    )
  })

/** A client that leaves aborts the signal, and that ends the request at the vendor. */
const answer = async (router: TurnoutRouter, signal: AbortSignal, write: (text: string) => void) => {
  const stream = await router.chat.completions.create(
    { model: "gpt-4o-mini", messages: [{ role: "user", content: "Tell me a long story." }], stream: true },
    { signal }
  )
  for await (const { choices } of stream) write(choices[0]?.delta.content ?? "")
}

const page = `<!doctype html>
<title>A story</title>
<button id="stop">Stop</button>
<pre id="story" style="white-space: pre-wrap"></pre>
<script type="module">
  const reading = new AbortController()
  document.getElementById("stop").onclick = () => reading.abort()
  const { body } = await fetch("/story", { method: "POST", signal: reading.signal })
  for await (const text of body.pipeThrough(new TextDecoderStream())) document.getElementById("story").append(text)
</script>
`
