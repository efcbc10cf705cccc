/**
 * Bytes that a warm decision over so many candidates allocates, and one whose record is written, in a process of its own:
 * `decisions.ts <candidates>`. Prints a JSON object. Signals rest: what an answer changes is counted with the calls.
 */
import v8 from "node:v8"
import vm from "node:vm"
import { deciding } from "../decide.ts"

v8.setFlagsFromString("--expose-gc")
const gc = vm.runInNewContext("gc") as () => void

const candidates = Number(process.argv[2])
const { decide, record } = await deciding(candidates)

/** One window of decisions. The young generation is so large that nothing is collected meanwhile. */
const measured = (work: () => unknown, count: number): number => {
  gc()
  for (let round = 0; round < 100; round++) work()
  const before = process.memoryUsage().heapUsed
  for (let round = 0; round < count; round++) work()
  return (process.memoryUsage().heapUsed - before) / count
}

/** The least of some windows: code that the compiler has not finished yet allocates what optimised code does not. */
const allocated = (work: () => unknown): number => {
  const count = 100_000 / candidates
  for (let round = 0; round < 20 * count; round++) work()
  return Math.min(...Array.from({ length: 20 }, () => measured(work, count)))
}

console.log(
  JSON.stringify({
    [`decide ${candidates}, allocated`]: allocated(decide),
    [`decide ${candidates} and record, allocated`]: allocated(record)
  })
)
