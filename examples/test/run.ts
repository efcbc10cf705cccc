import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs an example as a program of its own, with this environment and no other. */
export const run = (
  file: string,
  env: { readonly [name: string]: string } = {},
  nodeOptions: ReadonlyArray<string> = [],
  input: ReadonlyArray<string> = []
): Promise<Ran> =>
  new Promise((resolve) => {
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
    const own = { PATH: process.env["PATH"], NO_COLOR: "1", ...env }
    execFile(process.execPath, [...nodeOptions, path, ...input], { env: own }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1
      resolve({ code, stdout, stderr })
    })
  })
