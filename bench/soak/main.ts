/**
 * `pnpm soak`: calls in the hundred thousands against vendors that misbehave in every way we know, with callers who
 * leave. Each must end as an answer or a typed error in time, and nothing may be left behind. `--short` takes seconds and
 * is a test: it judges only what the machine's load cannot move, and tells the rest.
 */
import { fork } from "node:child_process"
import { createServer, type AddressInfo } from "node:net"
import { once } from "node:events"
import { parseArgs } from "node:util"
import { setTimeout as sleep } from "node:timers/promises"
import v8 from "node:v8"
import vm from "node:vm"
import { Router } from "@turnout/router/Router"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { make as makeDoor } from "turnout/TurnoutRouter"
import * as Call from "./call.ts"
import * as FastClock from "./clock.ts"
import { draw } from "./draw.ts"
import { fibers, layer } from "./house.ts"
import * as Pulse from "./pulse.ts"
import * as Table from "./table.ts"
import type { Orders, Report } from "./upstream.ts"

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    calls: { type: "string" },
    seed: { type: "string", default: "1" },
    concurrency: { type: "string" }
  }
})
const calls = Number(values.calls ?? (values.short ? 600 : 100_000))
const seed = Number(values.seed)
const share = 0.3
/** One in so many kinds of trouble is a refused connection, which no server can give. */
const refusedShare = share / 14
/** Of the clock. In the short form deadlines are long enough for a machine that does other things at the same time. */
const factor = values.short ? 10 : 40
const concurrency = Number(values.concurrency ?? (values.short ? 64 : 128))
const deadline = 60_000 / factor
/** How late an end may be told on a busy machine, milliseconds. */
const slack = 2000

v8.setFlagsFromString("--expose-gc")
const gc = vm.runInNewContext("gc") as () => void
const heap = async (): Promise<number> => {
  for (let round = 0; round < 5; round++) {
    gc()
    await sleep(20)
  }
  return process.memoryUsage().heapUsed / 1e6
}

const deadPort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}

/** Reads until what is read is done, for half a minute at most: a machine under load takes longer to close. */
const settled = async <A>(read: () => A | Promise<A>, isDone: (value: A) => boolean): Promise<A> => {
  let value = await read()
  for (let wait = 0; !isDone(value) && wait < 600; wait++) {
    await sleep(50)
    value = await read()
  }
  return value
}

const epoch = Date.now()
const orders: Orders = { seed, share: share - refusedShare, epoch, factor }
const child = fork(new URL("upstream.ts", import.meta.url), [JSON.stringify(orders)])
const [{ url }] = (await once(child, "message")) as [{ url: string }]
const report = async (): Promise<Report> => {
  child.send("report")
  return ((await once(child, "message")) as [Report])[0]
}

const world = layer({
  url,
  dead: `http://127.0.0.1:${await deadPort()}`,
  isRefused: (request) => draw(seed, request, "refused") < refusedShare,
  clock: FastClock.make(epoch, factor)
})
const runtime = ManagedRuntime.make(world)
const effect = await runtime.runPromise(Router)
const context = await runtime.context()
const router = makeDoor(Layer.succeedContext(context))
const doors: Call.Doors = { router, effect, run: (effect, signal) => runtime.runPromise(effect, { signal }) }

const tally = Table.make()
const pulse = Pulse.make()
const soak = async (from: number, count: number): Promise<void> => {
  let next = from
  const worker = async () => {
    while (next < from + count) {
      const call = next++
      const stood = pulse.stood()
      const seen = await Call.make(doors, seed, call)
      tally.add(call, seen, deadline + slack + pulse.stood() - stood)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

const started = performance.now()
// Every map that is bounded is filled, and every function compiled, before the first look at the heap.
const warmUp = Math.min(5000, Math.max(500, Math.ceil(calls / 10)))
await soak(0, warmUp)
await sleep(deadline)
const before = await heap()
await soak(warmUp, calls - warmUp)
await sleep(100)
const after = await heap()
const seconds = (performance.now() - started) / 1000

const quotas = await Promise.all(
  Array.from({ length: 50 }, (_, index) => router.quotaStatus({ principal: { workspace_id: `w${index}` } }))
)
const reserved = quotas
  .flatMap(({ budgets }) => budgets)
  .reduce((sum, { reserved_usd }) => sum + reserved_usd, 0)
const living = fibers.live
const stood = pulse.stood()
pulse.stop()
await router.close()
await runtime.dispose()
const end = await settled(report, ({ open }) => open === 0)
child.disconnect()
await once(child, "exit")
// A timer that `sleep` itself waits on has ended when the resources are read.
const resources = await settled(
  () => process.getActiveResourcesInfo().filter((name) => /timeout|immediate|tcp|tls|dns/i.test(name)),
  (found) => found.length === 0
)

/** `judged: false`: the machine's load can move it, so that it is told and decides nothing. */
type Check = readonly [promise: string, kept: boolean, shown: string, judged?: boolean]
const checks: ReadonlyArray<Check> = [
  [
    "every call ends as an answer, a typed error or its caller's own leaving",
    tally.wrong.length === 0,
    `${tally.wrong.length} did not`
  ],
  [
    "within its deadline",
    tally.late === 0,
    `${tally.late} late, the slowest ${(tally.slowest / 1000).toFixed(2)} s, of ${(stood / 1000).toFixed(1)} s that the machine stood`,
    !values.short
  ],
  [
    "most are answered, since vendors can be changed",
    tally.share("answered") > 0.5,
    `${(100 * tally.share("answered")).toFixed(1)} %`,
    !values.short
  ],
  ["some are answered", tally.share("answered") > 0, `${(100 * tally.share("answered")).toFixed(1)} %`],
  [
    "no call sends more than 5 requests, and one beside another",
    end.most <= 6 && tally.most <= 5,
    `the most was ${Math.max(end.most, tally.most)}`
  ],
  ["nothing stays reserved of any budget", reserved === 0, `${reserved} USD`],
  ["no fiber lives on", living === 0, `${living} of ${fibers.begun}`],
  ["no socket stays open", end.open === 0, `${end.open}`],
  ["no timer or connection keeps the process alive", resources.length === 0, resources.join(", ") || "none"],
  [
    "the heap is as large as before, within 10 %",
    after <= before * 1.1,
    `${before.toFixed(1)} MB, then ${after.toFixed(1)} MB`
  ]
]

console.log(`${calls} calls in ${seconds.toFixed(1)} s, ${end.requests} requests, seed ${seed}\n`)
console.log(tally.outcomes())
console.log(Table.kinds(end.kinds))
for (const [promise, kept, shown, judged = true] of checks) {
  console.log(`${judged ? (kept ? "✓" : "✗") : "·"} ${promise}: ${shown}`)
}
for (const each of tally.wrong.slice(0, 10)) console.error(each)
process.exitCode = checks.every(([, kept, , judged = true]) => kept || !judged) ? 0 : 1
