import type { NodeRequest } from "./request.ts"

/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
  statusCode: number
  readonly headersSent: boolean
  readonly writableFinished: boolean
  readonly destroyed: boolean
  setHeader(name: string, value: string | ReadonlyArray<string>): unknown
  flushHeaders(): void
  write(chunk: Uint8Array): boolean
  end(chunk?: Uint8Array): unknown
  destroy(error?: Error): unknown
  on(event: string, listener: () => void): unknown
  once(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
}

/** Writes an answer, no faster than its client reads. A body that breaks breaks the connection. */
export const write = async (
  answer: Response,
  request: NodeRequest,
  response: NodeResponse
): Promise<void> => {
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") response.setHeader(name, value)
  }
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) response.setHeader("set-cookie", cookies)
  // What is left of a body that was refused would have to be read before the next request on this connection.
  if (!request.complete) response.setHeader("connection", "close")
  if (answer.body === null) return void response.end()
  if (isWhole(answer)) {
    const bytes = new Uint8Array(await answer.arrayBuffer())
    response.setHeader("content-length", String(bytes.length))
    return void response.end(bytes)
  }
  const reader = answer.body.getReader()
  const leave = () => void reader.cancel().catch(() => {})
  if (response.destroyed) return leave()
  response.once("close", leave)
  try {
    response.flushHeaders()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || response.destroyed) break
      if (!response.write(value)) await drained(response)
    }
    response.off("close", leave)
    response.end()
  } catch {
    response.destroy()
  }
}

/** Resolves when more can be written, and when nobody reads any more. */
const drained = (response: NodeResponse): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      response.off("drain", go)
      response.off("close", go)
      resolve()
    }
    response.once("drain", go)
    response.once("close", go)
  })

/** What is not streamed has a length. */
const isWhole = ({ headers }: Response): boolean =>
  /^(application\/json|text\/plain)\b/.test(headers.get("content-type") ?? "")
