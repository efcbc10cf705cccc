/** One subject in a process of its own: `client.ts <subject> <origin> [--quick]`. Prints its measures as JSON. */
import { argv, cpuUsage, exit, memoryUsage } from "node:process"
import {
  cellsOf,
  chunks,
  type Cell,
  type Measure,
  type Subject,
  type SubjectModule,
  words
} from "./workload.ts"

const expected = words.join("").length

const [, , name = "", origin = ""] = argv
const module = (await import(`./subjects/${name}.ts`)) as SubjectModule
const subject = await module.make(origin)

const run = async (cell: Cell, count: number, { stream, unary }: Subject): Promise<void> => {
  let left = count
  const worker = async () => {
    while (left-- > 0) {
      if (cell.mode === "unary") {
        if (!(await unary()).startsWith("The quick")) throw new Error(`${name}: not the answer`)
      } else {
        const characters = await stream()
        if (characters !== expected) throw new Error(`${name}: ${characters} characters of ${expected}`)
      }
    }
  }
  await Promise.all(Array.from({ length: cell.concurrency }, worker))
}

const measures: Array<Measure> = []
for (const cell of cellsOf(argv.includes("--quick"))) {
  await run(cell, cell.warmup, subject)
  const cpu = cpuUsage()
  const start = performance.now()
  await run(cell, cell.requests, subject)
  const { system, user } = cpuUsage(cpu)
  const wall = (performance.now() - start) * 1_000
  const units = cell.requests * (cell.mode === "stream" ? chunks : 1)
  measures.push({
    mode: cell.mode,
    concurrency: cell.concurrency,
    cpu_us: (user + system) / units,
    wall_us: wall / units,
    rss_mb: memoryUsage.rss() / 1e6
  })
}
console.log(JSON.stringify(measures))
await subject.close?.()
exit(0)
