/** What is remembered: a fleet over one server, a server that hangs, and answers from the response cache. */
import { type Fleet, fleet } from "./state/fleet.ts"
import { hits } from "./state/hits.ts"
import { hung } from "./state/hung.ts"
import * as Server from "./state/server.ts"
import { markdown } from "./table.ts"

const row = (of: Fleet): ReadonlyArray<string> => [
  String(of.processes),
  of.calls_per_s.toFixed(0),
  of.alone_calls_per_s.toFixed(0),
  of.scripts.toFixed(2),
  of.reads.toFixed(2),
  `${of.added_p50.toFixed(1)} ms`,
  `${of.added_p99.toFixed(1)} ms`,
  `${of.key_bytes.toFixed(0)} B`
]

const header = [
  "processes",
  "calls/s",
  "calls/s, each by itself",
  "scripts per call",
  "reads per call",
  "added, p50",
  "added, p99",
  "memory per key"
]

export const state = async (isQuick: boolean): Promise<string> => {
  const { asked_us, hit_us } = await hits(isQuick)
  const cache = `An answer of the response cache takes ${hit_us.toFixed(0)} µs of CPU, the same call asked of a vendor in memory ${asked_us.toFixed(0)} µs.`
  if (!Server.isInstalled()) return `${cache}\n\nThere is no \`redis-server\` here: the rest is left out.`
  const rows: Array<ReadonlyArray<string>> = []
  for (const processes of [1, 4, 16]) rows.push(row(await fleet(processes, isQuick ? 1_600 : 16_000)))
  const { answered, before_ms, first_ms, later_ms } = await hung()
  const away = `Where it hangs, one call takes ${first_ms.toFixed(0)} ms (slowest of fifty before: ${before_ms.toFixed(1)} ms), those behind it ${later_ms.toFixed(1)} ms at most, and ${(answered * 100).toFixed(0)} % are answered.`
  return `Processes that share a budget, a limit per minute and one of concurrency over one \`redis-server\`, 16 calls at a time each; their vendor answers from memory.\n\n${markdown(header, rows)}\n\n${away}\n\n${cache}`
}
