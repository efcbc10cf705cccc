/** So many processes over one server, beside as many that remember by themselves. */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import * as Server from "./server.ts"

export interface Fleet {
  readonly processes: number
  readonly calls_per_s: number
  readonly alone_calls_per_s: number
  /** Times that the server read from a connection, and scripts that it ran, for each call. */
  readonly reads: number
  readonly scripts: number
  /** Milliseconds, beside as many processes without a server. */
  readonly added_p50: number
  readonly added_p99: number
  readonly key_bytes: number
}

const program = fileURLToPath(new URL("member.ts", import.meta.url))

interface Ran {
  readonly seconds: number
  readonly took: ReadonlyArray<number>
}

const lineOf = async (lines: AsyncIterator<string>): Promise<string> => {
  const { done, value } = await lines.next()
  if (done === true) throw new Error("A process of the fleet ended.")
  return value
}

/** All begin together; `begun` is told when they do, and `over` when the last is done. */
const run = async (
  url: string | undefined,
  processes: number,
  calls: number,
  begun: () => Promise<void>,
  over: () => Promise<void>
): Promise<Ran> => {
  const members: Array<{ readonly child: ChildProcess; readonly lines: AsyncIterator<string> }> = []
  for (let count = 0; count < processes; count++) {
    const child = spawn(process.execPath, [program, url ?? "none", String(calls / processes), "16"], {
      stdio: ["pipe", "pipe", "inherit"]
    })
    members.push({ child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() })
  }
  for (const { lines } of members) await lineOf(lines)
  await begun()
  const began = performance.now()
  for (const { child } of members) child.stdin!.end("go\n")
  const took: Array<number> = []
  for (const { lines } of members) took.push(...(JSON.parse(await lineOf(lines)) as Array<number>))
  const seconds = (performance.now() - began) / 1000
  await over()
  for (const { child } of members)
    if (child.exitCode === null) await new Promise((end) => child.once("exit", end))
  return { seconds, took: took.sort((left, right) => left - right) }
}

const nothing = () => Promise.resolve()

const at = ({ took }: Ran, share: number): number => took[Math.floor((took.length - 1) * share)] ?? NaN

export const fleet = async (processes: number, calls: number): Promise<Fleet> => {
  const server = await Server.start()
  try {
    const alone = await run(undefined, processes, calls, nothing, nothing)
    const empty = await server.figures()
    let before = empty
    let after = empty
    const shared = await run(
      server.url,
      processes,
      calls,
      async () => {
        before = await server.figures()
      },
      async () => {
        after = await server.figures()
      }
    )
    return {
      processes,
      calls_per_s: calls / shared.seconds,
      alone_calls_per_s: calls / alone.seconds,
      reads: (after.reads - before.reads) / calls,
      scripts: (after.scripts - before.scripts) / calls,
      added_p50: at(shared, 0.5) - at(alone, 0.5),
      added_p99: at(shared, 0.99) - at(alone, 0.99),
      key_bytes: (after.bytes - empty.bytes) / after.keys
    }
  } finally {
    await server.stop()
  }
}
