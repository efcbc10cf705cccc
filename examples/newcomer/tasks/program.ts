import { execFile, spawn } from "node:child_process"
import { resolve } from "node:path"
import { promisify } from "node:util"

/** Where the blocks are copied to, beside the packages that they use. */
export const project = resolve(process.argv[2] ?? ".packed", "tasks")

export type Env = { readonly [name: string]: string }

const { PATH } = process.env
/** Runs a program to its end. */
export const node = (file: string, env: Env) =>
  promisify(execFile)(process.execPath, [file], { cwd: project, env: { PATH, NO_COLOR: "1", ...env } })

/** Starts a program that is a server, on a port of the system's choice. */
export const serving = async (file: string, env: Env, use: (url: string) => Promise<void>): Promise<void> => {
  const server = spawn(process.execPath, [file], {
    cwd: project,
    env: { PATH, NO_COLOR: "1", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const ended = new Promise<number | null>((done) => server.once("exit", done))
  let told = ""
  server.stderr.on("data", (text) => (told += String(text)))
  const port = await new Promise<string>((found, failed) => {
    let said = ""
    server.stdout.on("data", (text) => {
      const [, port] = /port: (\d+)/.exec((said += String(text))) ?? []
      if (port !== undefined) found(port)
    })
    void ended.then(() => failed(new Error(`it ended before it listened: ${told}`)))
  })
  try {
    await use(`http://127.0.0.1:${port}`)
  } finally {
    server.kill("SIGTERM")
    await ended
  }
}
