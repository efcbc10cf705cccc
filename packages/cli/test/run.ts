import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const bin = fileURLToPath(new URL("../bin/turnout.js", import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The command as a process of its own, with this environment and no other. */
export const turnout = (
  args: ReadonlyArray<string>,
  env: { readonly [name: string]: string } = {},
  more: {
    readonly stdin?: string
    readonly file?: string
    readonly cwd?: string
    readonly onText?: (interrupt: () => void) => void
  } = {}
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [more.file ?? bin, ...args], {
      env: { PATH: process.env["PATH"], ...env },
      ...(more.cwd === undefined ? {} : { cwd: more.cwd })
    })
    let [stdout, stderr] = ["", ""]
    child.stdout.on("data", (bytes: Buffer) => {
      stdout += bytes.toString()
      more.onText?.(() => child.kill("SIGINT"))
    })
    child.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()))
    child.on("close", (code) => resolve({ code, stdout, stderr }))
    child.stdin.end(more.stdin ?? "")
  })
