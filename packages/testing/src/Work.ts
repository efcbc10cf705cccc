import { Session } from "node:inspector/promises"

/** Counts work: the same for the same program, however busy the machine is. */
export interface Work {
  /**
   * How many blocks of code ran: functions, branches and bodies of loops, each as often as it was entered. What the
   * engine does natively is not counted. One count at a time.
   */
  readonly count: (run: () => unknown) => Promise<number>
}

/**
 * Begins to count in this thread. Only what is loaded later is counted, so a test imports its subject behind it.
 * `of` picks scripts by their URL; what is compiled from text has none.
 */
export const start = async (
  of: (url: string) => boolean = (url) => url === "" || url.includes("/packages/")
): Promise<Work> => {
  const session = new Session()
  session.connect()
  await session.post("Profiler.enable")
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })
  const taken = async (): Promise<number> => {
    const { result } = await session.post("Profiler.takePreciseCoverage")
    let work = 0
    for (const { functions, url } of result) {
      if (!of(url)) continue
      for (const { ranges } of functions) for (const { count } of ranges) work += count
    }
    return work
  }
  return {
    count: async (run) => {
      await taken()
      await run()
      return taken()
    }
  }
}
