import type { KeptCall } from "./kept.ts"

/** Calls that wait for one reader: what comes beyond is counted, and told as dropped. */
const most = 50
/** Milliseconds between two signs of life, which proxies and readers wait for. */
const beat_ms = 15_000
/** Signs of life that find no room, one after the other, until a reader is gone: one that is back asks again by itself. */
const mostUnread = 4

interface Reader {
  readonly tell: (call: KeptCall) => void
  readonly end: () => void
}

/** Calls as server-sent events. Nothing is held for a reader that has left. */
export class Live {
  private readonly readers = new Set<Reader>()
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  get size(): number {
    return this.readers.size
  }

  tell(call: KeptCall): void {
    for (const reader of this.readers) reader.tell(call)
  }

  close(): void {
    for (const reader of this.readers) reader.end()
  }

  /** Undefined: there are as many readers as there may be. */
  stream(signal: AbortSignal): ReadableStream<Uint8Array> | undefined {
    if (this.readers.size >= this.limit) return undefined
    const { readers } = this
    const encoder = new TextEncoder()
    let waiting: Array<KeptCall> = []
    let dropped = 0
    let controller: ReadableStreamDefaultController<Uint8Array>

    const send = (text: string): void => controller.enqueue(encoder.encode(text))
    const flush = (): void => {
      if (waiting.length === 0 || (controller.desiredSize ?? 0) <= 0) return
      const data = { calls: waiting.map(summaryOf), dropped }
      waiting = []
      dropped = 0
      send(`event: calls\ndata: ${JSON.stringify(data)}\n\n`)
    }
    let unread = 0
    const beat = setInterval(() => {
      if ((controller.desiredSize ?? 0) > 0) {
        unread = 0
        send(": \n\n")
      } else if (++unread === mostUnread) end()
    }, beat_ms)
    const leave = (): boolean => {
      clearInterval(beat)
      signal.removeEventListener("abort", end)
      waiting = []
      return readers.delete(reader)
    }
    const end = (): void => {
      if (leave()) controller.close()
    }
    const reader: Reader = {
      end,
      tell: (call) => {
        waiting.push(call)
        if (waiting.length > most) {
          waiting.shift()
          dropped += 1
        }
        flush()
      }
    }
    return new ReadableStream<Uint8Array>(
      {
        start: (given) => {
          controller = given
          readers.add(reader)
          send("retry: 2000\n\n")
          if (signal.aborted) end()
          else signal.addEventListener("abort", end, { once: true })
        },
        pull: () => {
          unread = 0
          flush()
        },
        cancel: () => void leave()
      },
      { highWaterMark: 2 }
    )
  }
}

const summaryOf = ({ number, receipt }: KeptCall) => ({
  number,
  at: receipt.started_at,
  outcome: receipt.outcome,
  duration_ms: receipt.duration_ms
})
