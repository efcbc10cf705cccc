import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import type { AddressInfo, Socket } from "node:net"
import type { Answer, Outcome, Piece } from "./scripted-http/answer.ts"
import * as Answering from "./scripted-http/answering.ts"

export type { Answer, Outcome, Piece } from "./scripted-http/answer.ts"

/** Answers in order (then 500), or a function of the request and its index. */
export type Script = ReadonlyArray<Answer> | ((request: Recorded, index: number) => Answer | Promise<Answer>)

/** One request as it came. */
export interface Recorded {
  readonly index: number
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string | Array<string> | undefined }
  readonly body: string
  /** `open` until the outcome. */
  readonly state: Outcome | "open"
  readonly outcome: Promise<Outcome>
}

/** A loopback server that answers exactly by its script, and records its requests. */
export interface ScriptedHttp {
  /** Without a slash at the end. */
  readonly url: string
  /** The journal, in order of arrival. */
  readonly requests: ReadonlyArray<Recorded>
  /** The `index`th request, as soon as it has come. */
  readonly request: (index: number) => Promise<Recorded>
  /** Connections that stand now. */
  readonly open: () => number
  /** Connections accepted so far. */
  readonly accepted: () => number
  readonly close: () => Promise<void>
}

const readBody = async (request: Http.IncomingMessage): Promise<string> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks).toString()
}

const exhausted: Answer = { status: 500, body: "The script has no answer left." }

/** The promise form; `close` is the caller's to call. */
export const start = async (script: Script): Promise<ScriptedHttp> => {
  const requests: Array<Recorded> = []
  const sockets = new Set<Socket>()
  const waiting: Array<{ readonly index: number; readonly resolve: (request: Recorded) => void }> = []
  let accepted = 0

  const answerTo = (request: Recorded): Answer | Promise<Answer> =>
    typeof script === "function" ? script(request, request.index) : (script[request.index] ?? exhausted)

  const server = Http.createServer(async (incoming, response) => {
    const settled = Promise.withResolvers<Outcome>()
    const body = await readBody(incoming).catch(() => undefined)
    if (body === undefined) return
    const recorded = {
      index: requests.length,
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      body,
      state: "open" as Outcome | "open",
      outcome: settled.promise
    }
    requests.push(recorded)
    Answering.watch(response, (outcome) => {
      recorded.state = outcome
      settled.resolve(outcome)
    })
    for (const { index, resolve } of waiting) {
      if (index === recorded.index) resolve(recorded)
    }
    try {
      await Answering.write(response, await answerTo(recorded))
    } catch (cause) {
      if (!response.headersSent) response.writeHead(500)
      response.end(`The script failed: ${String(cause)}`)
    }
  })
  server.keepAliveTimeout = 60_000
  server.on("connection", (socket) => {
    accepted++
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on("error", () => undefined)
    socket.on("close", () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    request: (index) => {
      const found = requests[index]
      if (found !== undefined) return Promise.resolve(found)
      const { promise, resolve } = Promise.withResolvers<Recorded>()
      waiting.push({ index, resolve })
      return promise
    },
    open: () => sockets.size,
    accepted: () => accepted,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
  }
}

/** The same as a resource of a scope. */
export const make = (script: Script): Effect.Effect<ScriptedHttp, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => start(script)),
    (server) => Effect.promise(() => server.close())
  )

/** A JSON answer. */
export const json = (value: unknown, rest: Omit<Answer, "body"> = {}): Answer => ({
  ...rest,
  headers: { "content-type": "application/json", ...rest.headers },
  body: JSON.stringify(value)
})

/** An event stream of these pieces, each flushed by itself. */
export const sse = (pieces: ReadonlyArray<Piece>, rest: Omit<Answer, "body"> = {}): Answer => ({
  ...rest,
  headers: { "content-type": "text/event-stream", ...rest.headers },
  body: pieces
})

/** Pieces of which each but the first waits for its gate. */
export const gated = (
  pieces: ReadonlyArray<string>,
  gates: ReadonlyArray<Promise<void>>,
  rest: Omit<Answer, "body"> = {}
): Answer =>
  sse(
    pieces.flatMap((piece, index) => (index === 0 ? [piece] : [{ wait: gates[index - 1]! }, piece])),
    rest
  )

/** Accepts the request and never answers. */
export const silence: Answer = { raw: true, body: [], ending: "hang" }

/** Accepts the request and breaks the connection. */
export const reset: Answer = { raw: true, body: [], ending: "reset" }
