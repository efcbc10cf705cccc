/** What is used of Node's `IncomingMessage`, and of what frameworks add to it. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly originalUrl?: string | undefined
  readonly headers: { readonly [name: string]: string | Array<string> | undefined }
  readonly complete: boolean
  readonly readableEnded: boolean
  readonly socket?: object | null | undefined
  /** What a body parser has read. */
  readonly body?: unknown
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
  pause(): unknown
  resume(): unknown
}

/** The body, unread; or what a framework made of it, which is then all that there is. */
export const bodyOf = (request: NodeRequest): BodyInit => {
  if (!request.readableEnded) return streamOf(request)
  const { body } = request
  if (body === undefined || body === null) return ""
  if (typeof body === "string") return body
  return body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body)
}

/**
 * Reads only what is asked for. A reader that leaves lets the request stand, which an iterator would destroy, and with it
 * the socket of the answer.
 */
const streamOf = (request: NodeRequest): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let stop = () => {}
  return new ReadableStream(
    {
      start: (controller) => {
        const data = (chunk: Uint8Array<ArrayBuffer> | string) => {
          request.pause()
          controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk)
        }
        const end = () => {
          stop()
          controller.close()
        }
        const broken = () => {
          stop()
          controller.error(new Error("The client broke off."))
        }
        stop = () => {
          request.off("data", data as () => void)
          request.off("end", end)
          request.off("error", broken)
          request.off("close", broken)
        }
        request.pause()
        request.on("data", data as () => void)
        request.on("end", end)
        request.on("error", broken)
        request.on("close", broken)
      },
      pull: () => void request.resume(),
      cancel: () => {
        stop()
        request.pause()
      }
    },
    { highWaterMark: 0 }
  )
}
