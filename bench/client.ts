/**
 * One subject in a process of its own, told over IPC what to run: `client.ts <subject> <origin>`. It answers with what a
 * batch cost, so that a parent can let living subjects take turns.
 */
import { argv, cpuUsage, exit, memoryUsage } from "node:process"
import { type Batch, type Cost, type SubjectModule, units, words } from "./workload.ts"

const expected = words.join("").length

const [, , name = "", origin = ""] = argv
const { make } = (await import(`./subjects/${name}.ts`)) as SubjectModule
const { close, stream, unary } = await make(origin)

const once = async (mode: Batch["mode"]): Promise<void> => {
  if (mode === "unary") {
    if (!(await unary()).startsWith("The quick")) throw new Error(`${name}: not the answer`)
  } else {
    const characters = await stream()
    if (characters !== expected) throw new Error(`${name}: ${characters} characters of ${expected}`)
  }
}

const run = async (batch: Batch): Promise<Cost> => {
  const cpu = cpuUsage()
  const start = performance.now()
  let left = batch.requests
  const worker = async () => {
    while (left-- > 0) await once(batch.mode)
  }
  await Promise.all(Array.from({ length: batch.concurrency }, worker))
  const { system, user } = cpuUsage(cpu)
  const wall = (performance.now() - start) * 1000
  const count = units(batch)
  return { cpu_us: (user + system) / count, wall_us: wall / count, rss_mb: memoryUsage.rss() / 1e6 }
}

process.on("message", (batch: Batch | "close") => {
  if (batch === "close") void Promise.resolve(close?.()).then(() => exit(0))
  else void run(batch).then((cost) => process.send?.(cost))
})
process.on("disconnect", () => exit(0))
process.send?.("ready")
