import { type StoreError, StoreError as Failed, unavailable } from "@turnout/state/StoreError"
import * as Effect from "effect/Effect"
import { Worker } from "node:worker_threads"
import type { Asked, Opening, Reply, Request, Told } from "./protocol.ts"

/** Requests to the thread that owns a file. */
export interface Client {
  /** Sends a request with all others of the same step of the event loop. */
  readonly ask: <A>(name: string, ...given: ReadonlyArray<unknown>) => Effect.Effect<A, StoreError>
  readonly pass: (ms: number) => void
  /** Answers what was asked before, and closes the file. */
  readonly close: Effect.Effect<void>
}

/** The thread's code is a file of its own: TypeScript in the workspace, JavaScript where the package is installed. */
const script = new URL(import.meta.resolve("#worker"))

type Answer = (reply: Reply) => void

/** Fails with what is wrong with the file, of which nothing was written then. */
export const open = (opening: Opening): Effect.Effect<Client, string> =>
  Effect.callback<Client, string>((resume) => {
    const pending = new Map<number, Answer>()
    let waiting: Array<Request> = []
    let count = 0
    let worker: Worker | undefined
    let closed: Promise<void> | undefined

    /** Nothing is waited for: the thread keeps no program alive. */
    const rest = (): void => {
      if (pending.size === 0 && closed === undefined) worker?.unref()
    }

    const gone = (message: string): void => {
      worker = undefined
      const answers = [...pending]
      pending.clear()
      waiting = []
      for (const [id, answer] of answers) answer({ id, reason: "unavailable", message })
    }

    const begin = (told: (first: Told) => void): Worker => {
      const started = new Worker(script, { workerData: opening })
      let isFirst = true
      started.on("message", (message: Told) => {
        if (isFirst) {
          isFirst = false
          told(message)
        }
        if (message.type !== "replies") return
        for (const reply of message.replies) {
          const answer = pending.get(reply.id)
          pending.delete(reply.id)
          answer?.(reply)
        }
        rest()
      })
      started.on("error", (error) => {
        if (isFirst)
          told({ type: "refused", message: `The thread that owns the file did not start: ${error.message}` })
        if (worker === started) gone(`The thread that owns the file failed: ${error.message}`)
      })
      started.on("exit", () => {
        if (worker === started) gone("The thread that owns the file has ended.")
      })
      return started
    }

    const send = (asked: Asked): void => {
      worker ??= begin((first) => {
        if (first.type === "refused") gone(first.message)
      })
      worker.postMessage(asked)
    }

    const client: Client = {
      ask: <A>(name: string, ...given: ReadonlyArray<unknown>) =>
        Effect.callback<A, StoreError>((resume) => {
          if (closed !== undefined) return resume(Effect.fail(unavailable("The store is closed.")))
          const id = ++count
          pending.set(id, (reply) =>
            resume(
              "reason" in reply
                ? Effect.fail(new Failed({ reason: reply.reason, message: reply.message }))
                : Effect.succeed(reply.value as A)
            )
          )
          worker?.ref()
          if (waiting.push({ id, name, given }) > 1) return
          queueMicrotask(() => {
            const requests = waiting
            waiting = []
            if (requests.length > 0) send({ type: "requests", requests })
          })
        }),
      pass: (ms) => send({ type: "pass", ms }),
      close: Effect.promise(
        () =>
          (closed ??= new Promise<void>((resolve) => {
            const closing = worker
            if (closing === undefined) return resolve()
            closing.ref()
            closing.once("exit", () => resolve())
            closing.postMessage({ type: "close" } satisfies Asked)
          }))
      )
    }

    worker = begin((first) => {
      if (first.type === "refused") return resume(Effect.fail(first.message))
      rest()
      resume(Effect.succeed(client))
    })
    return client.close
  })
