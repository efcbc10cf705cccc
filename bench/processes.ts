/** The processes of a measurement: one upstream, and one living client per subject. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Batch, Cost } from "./workload.ts"

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

export interface Client {
  readonly run: (batch: Batch) => Promise<Cost>
  readonly close: () => Promise<void>
}

const next = async (child: ChildProcess, name: string): Promise<unknown> => {
  const ended = new AbortController()
  const exit = once(child, "exit", { signal: ended.signal }).then(([code]) => {
    throw new Error(`${name} ended with ${String(code)}`)
  })
  try {
    const [message] = (await Promise.race([once(child, "message", { signal: ended.signal }), exit])) as [
      unknown
    ]
    return message
  } finally {
    ended.abort()
    exit.catch(() => undefined)
  }
}

export const client = async (name: string, origin: string): Promise<Client> => {
  const child = fork(path("client.ts"), [name, origin])
  await next(child, name)
  return {
    run: async (batch) => {
      const answered = next(child, name)
      child.send(batch)
      return (await answered) as Cost
    },
    close: async () => {
      const ended = once(child, "exit")
      child.send("close")
      await ended
    }
  }
}

/** Starts the upstream, and ends it when `use` is done. */
export const withUpstream = async <A>(use: (origin: string) => Promise<A>): Promise<A> => {
  const child = fork(path("upstream.ts"), { stdio: ["ignore", "pipe", "inherit", "ipc"] })
  try {
    const [bytes] = (await once(child.stdout!, "data")) as [Buffer]
    return await use(`http://127.0.0.1:${bytes.toString().trim()}`)
  } finally {
    child.kill()
  }
}
