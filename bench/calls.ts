/** Subjects side by side: all live at the same time and take turns, batch by batch, so that a slow minute affects all of them. */
import * as Processes from "./processes.ts"
import { type Batch, type Cell, type Cost, cellsOf } from "./workload.ts"

/** What each batch of a cell cost, round by round. */
export interface Measures {
  readonly cell: Cell
  readonly rounds: ReadonlyArray<Cost>
}

export type Calls = ReadonlyMap<string, ReadonlyArray<Measures>>

/** One cell: every subject is warmed up, then all take turns. */
const measure = async (cell: Cell, clients: ReadonlyArray<Processes.Client>, rounds: number) => {
  const batch = (requests: number): Batch => ({ mode: cell.mode, concurrency: cell.concurrency, requests })
  for (const { run } of clients) await run(batch(cell.warmup))
  const costs = clients.map((): Array<Cost> => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of clients.entries()) costs[index]!.push(await run(batch(cell.requests)))
  }
  return costs
}

/** Per subject, what it cost in each cell. */
export const calls = (subjects: ReadonlyArray<string>, rounds: number, quick: boolean): Promise<Calls> =>
  Processes.withUpstream(async (origin) => {
    const clients: Array<Processes.Client> = []
    for (const name of subjects) clients.push(await Processes.client(name, origin))
    const results = subjects.map((): Array<Measures> => [])
    for (const cell of cellsOf(quick)) {
      const costs = await measure(cell, clients, rounds)
      for (const [index, rounds] of costs.entries()) results[index]!.push({ cell, rounds })
      console.error(`${cell.mode}, ${cell.concurrency} at a time: done`)
    }
    for (const { close } of clients) await close()
    return new Map(subjects.map((name, index) => [name, results[index]!]))
  })
