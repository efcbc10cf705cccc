/** A `redis-server` of its own, and its figures. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { connect, createServer } from "node:net"

export const isInstalled = (): boolean => spawnSync("redis-server", ["--version"]).status === 0

export interface Server {
  readonly url: string
  readonly process: ChildProcess
  /** Figures of its `INFO`, and how many keys it has. */
  readonly figures: () => Promise<{
    readonly reads: number
    readonly scripts: number
    readonly bytes: number
    readonly keys: number
  }>
  readonly stop: () => Promise<void>
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1")
  await once(probe, "listening")
  const { port } = probe.address() as { readonly port: number }
  probe.close()
  await once(probe, "close")
  return port
}

const ask = async (port: number, command: string): Promise<string> => {
  const socket = connect(port, "127.0.0.1")
  socket.end(`${command}\r\nQUIT\r\n`)
  let text = ""
  for await (const bytes of socket) text += String(bytes)
  return text
}

export const start = async (): Promise<Server> => {
  const port = await freePort()
  const given = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
  const child = spawn("redis-server", given, { stdio: ["ignore", "pipe", "ignore"] })
  for await (const bytes of child.stdout) if (String(bytes).includes("Ready to accept")) break
  return {
    url: `redis://127.0.0.1:${port}`,
    process: child,
    figures: async () => {
      const info = await ask(port, "INFO everything")
      const of = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? NaN)
      const scripts = /^cmdstat_evalsha:calls=(\d+)/m.exec(info)?.[1] ?? "0"
      const keys = Number(/:(\d+)/.exec(await ask(port, "DBSIZE"))?.[1] ?? NaN)
      return {
        reads: of("total_reads_processed"),
        scripts: Number(scripts),
        bytes: of("used_memory"),
        keys
      }
    },
    stop: async () => {
      const ended = once(child, "exit")
      child.kill("SIGKILL")
      await ended
    }
  }
}
