import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Why tests that need a server are skipped; undefined where there is one. */
export const absent: string | undefined =
  spawnSync("redis-server", ["--version"]).status === 0 ? undefined : "redis-server is not installed"

export interface Server {
  readonly url: string
  readonly port: number
  readonly process: () => ChildProcess
  /** Starts it again, with what it kept. */
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<void>
}

const freePort = async (): Promise<number> => {
  const probe = createServer()
  probe.listen(0, "127.0.0.1")
  await once(probe, "listening")
  const { port } = probe.address() as { readonly port: number }
  probe.close()
  await once(probe, "close")
  return port
}

/** A server of its own in a folder of its own. */
export const start = async (...options: ReadonlyArray<string>): Promise<Server> => {
  const folder = await mkdtemp(join(tmpdir(), "turnout-redis-"))
  const port = await freePort()
  let child: ChildProcess | undefined
  const begin = async (): Promise<void> => {
    const given = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...options]
    const started = spawn("redis-server", given, { stdio: ["ignore", "pipe", "ignore"] })
    child = started
    await new Promise<void>((resolve, reject) => {
      started.stdout.on("data", (bytes: Buffer) => {
        if (bytes.includes("Ready to accept connections")) resolve()
      })
      started.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)))
    })
  }
  await begin()
  const kill = async (): Promise<void> => {
    const ending = child!
    if (ending.exitCode !== null || ending.signalCode !== null) return
    const ended = once(ending, "exit")
    ending.kill("SIGCONT")
    ending.kill("SIGKILL")
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    process: () => child!,
    start: begin,
    kill,
    stop: async () => {
      await kill()
      await rm(folder, { recursive: true })
    }
  }
}
