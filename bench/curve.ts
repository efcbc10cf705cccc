/** How a subject gets faster with its calls: CPU of the first one alone, then per call of each stretch. */
import * as Processes from "./processes.ts"
import { markdown, ratio } from "./table.ts"

/** Calls made when a stretch ends. */
const ends = [1, 10, 100, 1000, 2000, 5000, 10_000, 20_000, 40_000, 60_000, 80_000, 100_000]

export interface Stretch {
  /** Calls made before it and when it ends. */
  readonly from: number
  readonly to: number
  /** CPU per call of each subject, microseconds. */
  readonly cpu_us: ReadonlyArray<number>
}

/** All subjects take turns, stretch by stretch; the first calls one at a time, those after the hundredth 16 at a time. */
export const curve = (subjects: ReadonlyArray<string>, quick: boolean): Promise<ReadonlyArray<Stretch>> =>
  Processes.withUpstream(async (origin) => {
    const clients: Array<Processes.Client> = []
    for (const name of subjects) clients.push(await Processes.client(name, origin))
    const stretches: Array<Stretch> = []
    let from = 0
    for (const to of quick ? ends.slice(0, 5) : ends) {
      const cpu_us: Array<number> = []
      for (const { run } of clients) {
        const batch = { mode: "unary", concurrency: from < 100 ? 1 : 16, requests: to - from } as const
        cpu_us.push((await run(batch)).cpu_us)
      }
      stretches.push({ from, to, cpu_us })
      from = to
    }
    for (const { close } of clients) await close()
    return stretches
  })

export const curveTable = (
  stretches: ReadonlyArray<Stretch>,
  subjects: ReadonlyArray<string>,
  titles: ReadonlyMap<string, string>
): string =>
  markdown(
    ["calls", ...subjects.map((name) => titles.get(name) ?? name)],
    stretches.map(({ cpu_us, from, to }) => [
      to === from + 1 ? "the first" : `to ${to.toLocaleString("en")}`,
      ...cpu_us.map((cost, index) =>
        index === 0 ? `${cost.toFixed(0)} µs` : `${cost.toFixed(0)} µs (${ratio(cost / cpu_us[0]!)})`
      )
    ])
  )
