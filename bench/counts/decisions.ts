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

/** The young generation is so large that nothing is collected meanwhile. */
const allocated = (work: () => unknown): number => {
  const count = 100_000 / candidates
  for (let round = 0; round < 4 * count; round++) work()
  gc()
  for (let round = 0; round < 100; round++) work()
  const before = process.memoryUsage().heapUsed
  for (let round = 0; round < count; round++) work()
  return (process.memoryUsage().heapUsed - before) / count
}

console.log(
  JSON.stringify({
    [`decide ${candidates}, allocated`]: allocated(decide),
    [`decide ${candidates} and record, allocated`]: allocated(record)
  })
)
