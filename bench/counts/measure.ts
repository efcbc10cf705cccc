/**
 * One count of a warm call, in a process of its own: `measure.ts <what> <subject> <mode> <origin>`. Prints a JSON object.
 * None of them is a time, so that a busy machine gives the same.
 *
 * - `allocated`: bytes allocated per call. The young generation is made so large that nothing is collected meanwhile
 *   (--min-semi-space-size), so that the heap grows by what is allocated.
 * - `promoted`: bytes per call that outlive minor collections after a major one. What is kept alive although its call
 *   has ended is promoted to the old generation, and every later minor collection pays for it.
 * - `steps`: operations of Effect's run loops, fibers, suspensions (each makes an AsyncResource), promises.
 */
import { createHook } from "node:async_hooks"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import v8 from "node:v8"
import vm from "node:vm"
import { chunks, type Mode, type SubjectModule } from "../workload.ts"

const [, , what = "", name = "", mode = "unary", origin = ""] = process.argv
const perUnit = (count: number, calls: number) => count / calls / ((mode as Mode) === "stream" ? chunks : 1)

v8.setFlagsFromString("--expose-gc")
const gc = vm.runInNewContext("gc") as (options?: { type: "minor" }) => void

/** Counts by Effect's own hooks; installed before the subject is made, since they replace parts of prototypes. */
const countSteps = async () => {
  const counts = { operations: 0, fibers: 0, suspensions: 0, promises: 0 }
  const effect = dirname(createRequire(import.meta.url).resolve("effect/package.json"))
  const load = (file: string) => import(pathToFileURL(join(effect, "dist", file)).href) as Promise<never>
  const { FiberImpl } = (await load("internal/effect.js")) as {
    FiberImpl: { prototype: { context?: unknown; setContext: (context: unknown) => unknown } }
  }
  const { MixedScheduler } = (await load("Scheduler.js")) as {
    MixedScheduler: {
      prototype: { shouldYield: (fiber: { currentOpCount: number; maxOpsBeforeYield: number }) => boolean }
    }
  }
  const { shouldYield } = MixedScheduler.prototype
  MixedScheduler.prototype.shouldYield = function (fiber) {
    counts.operations++
    return shouldYield.call(this, fiber)
  }
  const { setContext } = FiberImpl.prototype
  FiberImpl.prototype.setContext = function (context) {
    if (this.context === undefined) counts.fibers++
    return setContext.call(this, context)
  }
  createHook({
    init: (_id, type) => {
      if (type === "effect/Fiber") counts.suspensions++
      else if (type === "PROMISE") counts.promises++
    }
  }).enable()
  return counts
}

const steps = what === "steps" ? await countSteps() : undefined
const { make } = (await import(`../subjects/${name}.ts`)) as SubjectModule
const subject = await make(origin)
const once = subject[mode as Mode]
const run = async (count: number, concurrency = 16): Promise<void> => {
  let left = count
  const worker = async () => {
    while (left-- > 0) await once()
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}
const scale = (mode as Mode) === "stream" ? 100 : 1

const allocated = async () => {
  await run(20_000 / scale)
  gc()
  await run(100)
  const calls = 1000 / scale
  const before = process.memoryUsage().heapUsed
  await run(calls)
  return { allocated: perUnit(process.memoryUsage().heapUsed - before, calls) }
}

const promoted = async () => {
  const calls = 4000 / scale
  await run(20_000 / scale)
  gc()
  await run(100)
  gc({ type: "minor" })
  const before = process.memoryUsage().heapUsed
  await run(calls)
  gc({ type: "minor" })
  gc({ type: "minor" })
  return { promoted: Math.max(0, perUnit(process.memoryUsage().heapUsed - before, calls)) }
}

const counted = async (counts: NonNullable<typeof steps>) => {
  await run(50, 1)
  const after = async (calls: number) => {
    await run(calls, 1)
    return { ...counts }
  }
  const [first, few, many] = [{ ...counts }, await after(20), await after(40)]
  // What a run itself takes is in both.
  const of = (key: keyof typeof counts) => perUnit(many[key] - few[key] - (few[key] - first[key]), 20)
  return {
    operations: of("operations"),
    fibers: of("fibers"),
    suspensions: of("suspensions"),
    promises: of("promises")
  }
}

const result =
  steps !== undefined ? await counted(steps) : what === "allocated" ? await allocated() : await promoted()
console.log(JSON.stringify(result))
process.exit(0)
