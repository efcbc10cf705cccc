/** An upstream in memory, behind undici's dispatcher: what is left of a call is the client's own work. */
import type * as Undici from "@turnout/transport-undici/TransportUndici"
import type { Dispatcher } from "undici"
import { completion, openaiStream } from "./bodies.ts"
import { load } from "./installed.ts"

/** The origin that stands for it. */
export const origin = "http://memory.invalid"

const whole = Buffer.from(completion)
const parts = openaiStream.map((part) => Buffer.from(part))

/** Answers in the next turn of the event loop; a stream is one part per turn. Speaks OpenAI's family only. */
const dispatch = (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean => {
  const controller = {
    aborted: false,
    paused: false,
    reason: null as Error | null,
    abort(reason: Error) {
      this.aborted = true
      this.reason = reason
    },
    pause() {
      this.paused = true
    },
    resume() {
      this.paused = false
    }
  }
  handler.onRequestStart?.(controller, {})
  const isStream = String(options.body).includes('"stream":true')
  const headers = { "content-type": isStream ? "text/event-stream; charset=utf-8" : "application/json" }
  let next = 0
  const turn = () => {
    if (controller.aborted) return
    if (next === 0) handler.onResponseStart?.(controller, 200, headers, "OK")
    const bytes = isStream ? parts[next] : whole
    if (bytes !== undefined) handler.onResponseData?.(controller, bytes)
    next++
    if (!isStream || next >= parts.length) handler.onResponseEnd?.(controller, {})
    else setImmediate(turn)
  }
  setImmediate(turn)
  return true
}

/** A transport over it. */
export const transport = async () => {
  const { layerDispatcher } = await load<typeof Undici>("@turnout/transport-undici/TransportUndici")
  return layerDispatcher({ dispatch } as Dispatcher)
}
