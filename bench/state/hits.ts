/** CPU of a call that the response cache answers, beside one that is asked of a vendor in memory. */
import * as Memory from "../memory.ts"
import * as Parts from "../subjects/turnout/parts.ts"
import { median } from "../table.ts"
import { request } from "./router.ts"

export interface Hits {
  readonly hit_us: number
  readonly asked_us: number
}

export const hits = async (isQuick: boolean): Promise<Hits> => {
  const router = await Parts.router(Memory.origin, { include: [], cache: {} })
  const calls = isQuick ? 2_000 : 10_000
  const batch = async (mode: "on" | "off"): Promise<number> => {
    const before = process.cpuUsage()
    for (let done = 0; done < calls; done++) {
      await router.chat.completions.create({ ...request, temperature: 0, gateway: { cache: { mode } } })
    }
    const { system, user } = process.cpuUsage(before)
    return (system + user) / calls
  }
  try {
    for (let round = 0; round < 3; round++) for (const mode of ["on", "off"] as const) await batch(mode)
    const of = { on: [] as Array<number>, off: [] as Array<number> }
    for (let round = 0; round < 7; round++)
      for (const mode of ["on", "off"] as const) of[mode].push(await batch(mode))
    return { hit_us: median(of.on), asked_us: median(of.off) }
  } finally {
    await router.close()
  }
}
