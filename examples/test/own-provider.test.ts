import { assert, describe, it } from "@effect/vitest"
import type { ChatCompletion, ChatCompletionChunk } from "turnout"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { run } from "./run.ts"

/** An in-house model server, as its vendor would have built it. */
const withAcme = async <A>(use: (url: string, seen: ReadonlyArray<Seen>) => Promise<A>): Promise<A> => {
  const seen: Array<Seen> = []
  const server = createServer((request, response) => {
    let text = ""
    request.on("data", (bytes: Buffer) => (text += bytes.toString()))
    request.on("end", () => {
      const body = JSON.parse(text) as Seen["body"]
      seen.push({ key: request.headers["x-acme-key"], path: request.url, body })
      if (body["stream"] === true) {
        response.writeHead(200, { "content-type": "text/event-stream" })
        for (const piece of ["Hello ", "from ", "Acme."])
          response.write(`data: ${JSON.stringify({ piece })}\n\n`)
        response.end(`data: ${JSON.stringify({ done: true, read: 20, written: 3 })}\n\n`)
      } else {
        response.writeHead(200, { "content-type": "application/json" })
        response.end(JSON.stringify({ text: "Hello from Acme.", read: 20, written: 3 }))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

interface Seen {
  readonly key: unknown
  readonly path: string | undefined
  readonly body: { readonly [field: string]: unknown }
}

describe("a host's own provider", () => {
  it("speaks its own API over the host's HttpClient, whole and streamed, priced and with warnings", async () => {
    await withAcme(async (url, seen) => {
      const { code, stderr, stdout } = await run("03-own-provider/main.ts", {
        ACME_BASE_URL: url,
        ACME_API_KEY: "acme-secret"
      })
      assert.strictEqual(code, 0, stderr)
      const [first = "", ...rest] = stdout.trim().split("\n")
      const whole = JSON.parse(first) as ChatCompletion
      assert.strictEqual(whole.choices[0]?.message.content, "Hello from Acme.")
      assert.strictEqual(whole.routing_metadata.provider, "acme")
      // 20 tokens at $0.1 and 3 at $0.4 per million.
      assert.strictEqual(whole.usage?.cost, 0.0000032)
      assert.deepStrictEqual(
        whole.routing_metadata.warnings.map(({ code }) => code),
        ["seed"]
      )
      const chunks = rest.map((line) => JSON.parse(line) as ChatCompletionChunk)
      assert.strictEqual(
        chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join(""),
        "Hello from Acme."
      )
      assert.strictEqual(chunks.at(-1)?.usage?.cost, 0.0000032)
      assert.deepStrictEqual(
        seen.map(({ body, key, path }) => ({ body, key, path })),
        [{}, { stream: true }].map((streamed) => ({
          body: { model: "acme-writer", lines: [{ from: "user", text: "Say hello." }], ...streamed },
          key: "acme-secret",
          path: "/write"
        }))
      )
      assert.notInclude(stdout, "acme-secret")
    })
  })
})
