/** Runs the subjects in turn, round by round, so that a slow minute of the machine is everybody's. */
import { fork, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Measure } from "./workload.ts"

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

const firstLine = (child: ReturnType<typeof fork>): Promise<string> =>
  new Promise((resolve, reject) => {
    child.stdout?.once("data", (bytes: Buffer) => resolve(bytes.toString().trim()))
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`upstream ended with ${code}`)))
  })

const output = (file: string, input: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path(file), ...input], { stdio: ["ignore", "pipe", "inherit"] })
    let text = ""
    child.stdout.on("data", (bytes: Buffer) => (text += bytes.toString()))
    child.once("error", reject)
    child.once("exit", (code) => {
      if (code === 0) resolve(text)
      else reject(new Error(`${input[0]} ended with ${code}`))
    })
  })

export type Calls = ReadonlyMap<string, ReadonlyArray<ReadonlyArray<Measure>>>

/** Per subject, what each of its processes measured. */
export const calls = async (
  subjects: ReadonlyArray<string>,
  rounds: number,
  quick: boolean
): Promise<Calls> => {
  const upstream = fork(path("upstream.ts"), { stdio: ["ignore", "pipe", "inherit", "ipc"] })
  const origin = `http://127.0.0.1:${await firstLine(upstream)}`
  const results = new Map<string, Array<ReadonlyArray<Measure>>>(subjects.map((name) => [name, []]))
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const name of subjects) {
        const text = await output("client.ts", [name, origin, ...(quick ? ["--quick"] : [])])
        const measures = JSON.parse(text) as ReadonlyArray<Measure>
        results.get(name)?.push(measures)
        const told = measures.map(({ cpu_us }) => `${cpu_us.toFixed(1)} µs`).join(", ")
        console.error(`round ${round}, ${name}: ${told}`)
      }
    }
  } finally {
    upstream.kill()
  }
  return results
}
