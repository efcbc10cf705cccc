import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Provider } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import * as Effect from "effect/Effect"

export const request = (text: string, more: Partial<Request> = {}): Request => ({
  messages: [{ role: "user", content: text }],
  stream: true,
  ...more
})

/** Every read of one call to the provider's first endpoint, and how it ended where it did not end well. */
export const call = (provider: Provider, asked: Request = request("hello")) => {
  const endpoint = provider.endpoints([])[0]!
  const prepared = provider.prepare({ request: asked, ledger: [] }, endpoint)
  const reads: Array<ReadonlyArray<Event>> = []
  return Effect.gen(function* () {
    const reply = yield* provider.run(prepared, endpoint, provider.credentials[0]!, {
      connect_timeout_ms: 1000,
      now: 0
    })
    for (;;) {
      const read = yield* reply.read
      if (read === undefined) return
      reads.push(read)
    }
  }).pipe(
    Effect.scoped,
    Effect.matchEager({
      onFailure: (failure: Failure) => ({ reads, failure }),
      onSuccess: () => ({ reads, failure: undefined })
    })
  )
}
