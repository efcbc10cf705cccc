import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Provider, Reply, Run } from "@turnout/core/Provider"
import type { Exchange, Send, Transport, TransportResponse } from "@turnout/wire/Transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

/*
 * Two ways to the same answer: reads of an effect, and a listener. Each is made from the other here, so that what is
 * promised of one is checked of both.
 */

type Service = Transport["Service"]

/** The same transport, which can be listened to: it tells what its reads give. */
export const transport = (inner: Service): Service => {
  const send: Send = (request) => inner.send(request)
  const exchange: Send["exchange"] = (request, listener) => {
    const scope = Scope.makeUnsafe()
    let read: TransportResponse["read"] | undefined
    const state = { isPulled: false }
    const told: Exchange = {
      abort: () => void Effect.runFork(Scope.close(scope, Exit.void)),
      pull: () => {
        state.isPulled = true
        return read ?? Effect.undefined
      }
    }
    const exchanged = Effect.gen(function* () {
      yield* Effect.yieldNow
      const response = yield* Scope.provide(inner.send(request), scope)
      read = response.read
      listener.head(told, response.status, response.headers)
      while (!state.isPulled) {
        const bytes = yield* read
        if (bytes !== undefined) listener.bytes(bytes)
        else {
          read = undefined
          return listener.ended()
        }
      }
    })
    Effect.runFork(
      Effect.catch(exchanged, (error) => Effect.sync(() => state.isPulled || listener.failed(error)))
    )
    return told
  }
  return { ...inner, send: Object.assign(send, { exchange }) }
}

/** The same transport, whose `send` is what a listener of its exchanges is told. */
export const sending = (inner: Service): Service => ({
  ...inner,
  send: (request) =>
    Effect.flatMap(Effect.scope, (scope) =>
      Effect.callback((resume) => {
        const sent = inner.send.exchange?.(request, {
          head: (exchange, status, headers) => {
            const read = exchange.pull()
            queueMicrotask(() => resume(Effect.succeed({ status, headers, read })))
          },
          bytes: () => {},
          ended: () => {},
          failed: (error) => resume(Effect.fail(error))
        })
        const abort = Effect.sync(() => sent?.abort())
        Effect.runSync(Scope.addFinalizer(scope, abort))
        return abort
      })
    )
})

/** The same `run`, whose reads are what a listener is told; all of it at once, when it is over. */
export const running =
  (run: Run): Run =>
  (prepared, endpoint, credential, options) =>
    Effect.callback((resume) => {
      const told: Array<ReadonlyArray<Event>> = []
      let accepted: Omit<Reply, "read"> = {}
      const over = (rest: Reply["read"], reply: Omit<Reply, "read"> = accepted): Reply => ({
        ...reply,
        read: Effect.suspend(() => {
          const events = told.shift()
          return events === undefined ? rest : Effect.succeed(events)
        })
      })
      const abort = run.exchange?.(prepared, endpoint, credential, options, {
        accepted: (reply) => {
          accepted = reply
        },
        events: (events) => {
          told.push(events)
          if (events.some(({ type }) => type === "end")) resume(Effect.succeed(over(Effect.undefined)))
        },
        failed: (failure) => resume(Effect.succeed(over(Effect.fail(failure)))),
        continued: (reply) => resume(Effect.map(reply, (reply) => over(reply.read, reply)))
      })
      if (abort === undefined) resume(run(prepared, endpoint, credential, options))
      return Effect.sync(() => abort?.())
    })

/** The same provider, whose whole answers can be listened to, in the clock of the context that it is made in. */
export const provider = (inner: Provider): Effect.Effect<Provider> =>
  Effect.map(Effect.context<never>(), (context) => {
    const run: Run = (...request) => inner.run(...request)
    const exchange: Run["exchange"] = (prepared, endpoint, credential, options, listener) => {
      const scope = Scope.makeUnsafe()
      const exchanged = Effect.gen(function* () {
        const reply = yield* Scope.provide(inner.run(prepared, endpoint, credential, options), scope)
        listener.accepted(reply)
        while (true) {
          const events = yield* reply.read
          if (events === undefined) {
            return listener.continued(Effect.succeed({ ...reply, read: Effect.undefined }))
          }
          listener.events(events)
          if (events.some(({ type }) => type === "end")) return
        }
      })
      const fiber = Effect.runForkWith(context)(exchanged)
      fiber.addObserver((exit) => {
        Effect.runFork(Scope.close(scope, exit))
        if (Exit.isSuccess(exit)) return
        const failure = Cause.findErrorOption<Failure>(exit.cause)
        if (failure._tag === "Some") listener.failed(failure.value)
        else listener.continued(Effect.failCause(exit.cause as Cause.Cause<never>))
      })
      return () => fiber.interruptUnsafe()
    }
    return { ...inner, run: Object.assign(run, { exchange }) }
  })
